/**
 * The steps of one search: counted and not timed, so that the same question has the same answer on
 * a busy machine.
 */
export class StepBudget {
  #taken = 0;
  #refused = false;

  constructor(private readonly max: number) {}

  /** Takes some steps; false, from then on, when there are not as many left. */
  take(steps: number): boolean {
    if (this.#taken + steps > this.max) this.#refused = true;
    if (this.#refused) return false;
    this.#taken += steps;
    return true;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Whether something was not looked at for want of steps. */
  get isSpent(): boolean {
    return this.#refused;
  }
}
