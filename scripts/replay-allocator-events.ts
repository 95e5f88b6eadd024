/**
 * The runbook's entry to `allocator replay --to telemetry`; takes the same options:
 *
 *     node dist/scripts/replay-allocator-events.js --from 2026-11-27T18:00:00Z --dry-run
 */
process.argv.splice(2, 0, 'replay', '--to', 'telemetry');
await import('../apps/operator/src/main.js');
