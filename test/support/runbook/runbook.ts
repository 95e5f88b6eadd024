import { CHAPTERS } from './chapters.js';
import { stepsOf } from './steps.js';
import type { Step } from './steps.js';

/** The chapters that one specification runs, and what of them it has run. */
export class Runbook {
  private readonly taken = new Set<Step>();

  private constructor(private readonly steps: readonly Step[]) {}

  /** @param spec as in {@link CHAPTERS} */
  static open(spec: string): Runbook {
    const files = Object.entries(CHAPTERS[spec]!);
    const steps = files.flatMap(([file, chapters]) =>
      stepsOf(file).filter(({ chapter }) => chapters.includes(chapter)),
    );
    return new Runbook(steps);
  }

  /**
   * The step of a chapter that is this text or begins with it; marked as run.
   *
   * @throws when there is none or more than one, so that a specification cannot outlive its text.
   */
  take(chapter: string, beginning: string): Step {
    const all = this.steps.filter((step) => step.chapter === chapter);
    const exact = all.filter(({ text }) => text === beginning);
    const found = exact.length > 0 ? exact : all.filter(({ text }) => text.startsWith(beginning));
    if (found.length !== 1) {
      throw new Error(`"${chapter}" has ${found.length} steps that begin with: ${beginning}`);
    }
    this.taken.add(found[0]!);
    return found[0]!;
  }

  /** What nobody has run yet, as places to look at. */
  get left(): readonly string[] {
    const left = this.steps.filter((step) => !this.taken.has(step));
    return left.map(({ file, line, text }) => `${file}:${line}: ${text}`);
  }
}
