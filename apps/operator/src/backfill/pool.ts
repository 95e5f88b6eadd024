import type { createPool } from '#postgres';

export type Pool = ReturnType<typeof createPool>;
