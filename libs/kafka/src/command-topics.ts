export const COMMANDS_TOPIC = 'allocator.commands.v1';
export const REPLIES_TOPIC = 'allocator.replies.v1';
export const COMMANDS_DLQ_TOPIC = 'allocator.commands.dlq.v1';
