export { EVENTS_TOPIC, loggedEventOf, recordOf } from './record.js';
export type { EventRecord, ReceivedRecord } from './record.js';
export type { KafkaClusterOptions } from './cluster.js';
export { KafkaTransport } from './kafka-transport.js';
export type { KafkaTransportOptions } from './kafka-transport.js';
export { openTopicSink } from './topic-sink.js';
export type { TopicSink } from './topic-sink.js';
export { readTopic } from './read-topic.js';
export type { TopicRecord } from './read-topic.js';
export { TopicEvents } from './topic-events.js';
export type { TopicEventsOptions } from './topic-events.js';
export {
  COMMANDS_DLQ_TOPIC,
  COMMANDS_TOPIC,
  KafkaCommandStream,
  REPLIES_TOPIC,
} from './command-stream.js';
export type { CommandStreamOptions, CommandStreamStatus, HandledRecord } from './command-stream.js';
export { KafkaCommandSender } from './command-sender.js';
export { KafkaReplies, publishedPartitions } from './command-replies.js';
