export interface ConfigProblem {
  readonly variable: string;
  /** What is wrong and what would be right, without secrets. */
  readonly message: string;
}

/** The environment does not describe a service; all its problems at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'CONFIG_INVALID';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(
      ['The environment is not valid:', ...problems.map((problem) => `  ${problem.message}`)].join(
        '\n',
      ),
    );
  }
}
