import type { Topic, TopicModel } from './model.ts';
import { dense } from './sparse.ts';

const formatVersion = 1;

/** Nearly every machine's numbers lie in memory as in the file, and are then copied as they are. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** What the bytes begin with, as JSON; numbers follow as little-endian float32: idf, directions, centroids. */
interface Header {
  format: number;
  names: string[];
  topics: Topic[];
  width: number;
  nextTopic: number;
  documents: number;
  poorFit: number;
  looseFit: number;
}

/** A model as bytes: 4 bytes length of the header, the header, padding to 4, the numbers. */
export function modelToBytes(model: TopicModel): Uint8Array {
  const { vocabulary, directions, centroids, topics, nextTopic, documents, poorFit, looseFit } = model;
  const header: Header = {
    format: formatVersion,
    names: vocabulary.names,
    topics,
    width: directions.width,
    nextTopic,
    documents,
    poorFit,
    looseFit,
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = (4 + text.length + 3) & ~3;
  const parts = [vocabulary.idf, directions.data, centroids.data];
  const bytes = new Uint8Array(start + 4 * parts.reduce((sum, part) => sum + part.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, text.length, true);
  bytes.set(text, 4);
  let at = start;
  for (const part of parts)
    for (const x of part) {
      view.setFloat32(at, x, true);
      at += 4;
    }
  return bytes;
}

/** @throws Error when the bytes are no model of this format: the warehouse is damaged. */
export function modelFromBytes(bytes: Uint8Array): TopicModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 4 ? view.getUint32(0, true) : 0;
  if (length === 0 || 4 + length > bytes.length) throw new Error('the stored topic model is cut off');
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header;
  if (header.format !== formatVersion)
    throw new Error(`the stored topic model has format ${header.format}, this program reads ${formatVersion}`);
  let at = (4 + length + 3) & ~3;
  const features = header.names.length;
  const expected = at + 4 * (features + (features + header.topics.length) * header.width);
  if (expected !== bytes.length) throw new Error('the stored topic model is cut off');
  const take = (into: Float32Array): Float32Array => {
    if (isLittleEndian) new Uint8Array(into.buffer).set(bytes.subarray(at, at + into.byteLength));
    else for (let i = 0; i < into.length; i++) into[i] = view.getFloat32(at + 4 * i, true);
    at += into.byteLength;
    return into;
  };
  const idf = take(new Float32Array(features));
  const directions = dense(features, header.width);
  take(directions.data);
  const centroids = dense(header.topics.length, header.width);
  take(centroids.data);
  const { names, topics, nextTopic, documents, poorFit, looseFit } = header;
  return { vocabulary: { names, idf }, directions, centroids, topics, nextTopic, documents, poorFit, looseFit };
}
