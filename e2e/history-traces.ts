/**
 * A recorded history without what it tells of the machine (names of workers and hosts, stack traces, and a folder, also
 * inside payloads) and without what is only shown. What a replay reads of it stays as it is.
 * @param history as `historyToJSON` gives it, parsed
 */
export function withoutTraces(history: unknown, folder: string, instead: string): unknown {
  const clean = (text: string) => text.replaceAll(folder, instead);
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value === 'string') return clean(value).replace(stickyQueue, 'sticky');
    if (typeof value !== 'object' || value === null) return value;
    if (isPayload(value)) return { ...value, data: encoded(clean(decoded(value.data))) };
    const kept = Object.entries(value).filter(([name, each]) => !traces.has(name) && !isEmptyHeader(name, each));
    return Object.fromEntries(kept.map(([name, each]) => [name, visit(each)]));
  };
  return visit(history);
}

const traces = new Set([
  ...['identity', 'requestId', 'stackTrace', 'taskId', 'workerVersion'],
  ...['meteringMetadata', 'userMetadata'],
]);

const isEmptyHeader = (name: string, value: unknown): boolean => name === 'header' && JSON.stringify(value) === '{}';

/** A worker's own queue is called after its process and host: `4711@host-5f49…`. */
const stickyQueue = /^\d+@.*-[0-9a-f]{32}$/;

interface Payload {
  metadata: object;
  data: string;
}

const isPayload = (value: object): value is Payload =>
  'metadata' in value && 'data' in value && typeof value.data === 'string';
const decoded = (data: string): string => Buffer.from(data, 'base64').toString('utf8');
const encoded = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
