import { readFileSync } from 'node:fs';
import {
  Client,
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  isGrpcServiceError,
  makeGrpcRetryInterceptor,
  ServiceError,
} from '@temporalio/client';
import { UserError } from '../user-error.ts';
import type { TemporalConfig } from './config.ts';
import { names } from './names.ts';
import { registerSearchAttributes } from './search-attributes.ts';

const connectTimeout = 5000;
const firstAttempts = 4;

/** What a client's and a worker's connection take alike: address, TLS and key as temporal.yaml says. */
export type ServerAddress = {
  address: string;
  apiKey?: string;
  tls?: Exclude<ConnectionOptions['tls'], boolean | null | undefined>;
};

/**
 * Reads the TLS files that temporal.yaml names.
 * @throws UserError when one cannot be read, or when a certificate stands without its key.
 */
export function serverAddress(config: TemporalConfig): ServerAddress {
  const { address, tls, api_key } = config;
  if (tls && Boolean(tls.certificate) !== Boolean(tls.key))
    throw new UserError('a client certificate and its key belong together', {
      where: `${config.file}: tls`,
      fix: 'give both `certificate` and `key`, or neither',
    });
  return {
    address,
    ...(api_key && { apiKey: api_key }),
    ...(tls && {
      tls: {
        ...(tls.server_name && { serverNameOverride: tls.server_name }),
        ...(tls.ca && { serverRootCACertificate: pem(config, 'ca') }),
        ...(tls.certificate && { clientCertPair: { crt: pem(config, 'certificate'), key: pem(config, 'key') } }),
      },
    }),
  };
}

function pem(config: TemporalConfig, name: 'ca' | 'certificate' | 'key'): Buffer {
  const file = config.tls![name]!;
  const where = `${config.file}: tls.${name}`;
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new UserError(`the file ${file} cannot be read`, { where, fix: 'correct its name, or its permissions' });
  }
  if (!bytes.includes('-----BEGIN '))
    throw new UserError(`the file ${file} is not in PEM format`, { where, fix: 'give a PEM file (-----BEGIN …)' });
  return bytes;
}

/**
 * Connects, sees that the namespace is there, does the work and closes the connection again.
 * @throws UserError when the server cannot be reached, does not know the namespace or refuses what is asked.
 */
export async function withClient<Result>(
  config: TemporalConfig,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const patience = { connected: false };
  const connection = connectionTo(config, patience);
  try {
    await connection.withDeadline(Date.now() + connectTimeout, () =>
      connection.workflowService.describeNamespace({ namespace: config.namespace }),
    );
    patience.connected = true;
    return await work(new Client({ connection, namespace: config.namespace }));
  } catch (error) {
    throw serverTrouble(config, error);
  } finally {
    await connection.close();
  }
}

/** Until a first answer has come, an unreachable server is asked for about a second; afterwards an outage is waited out. */
function connectionTo(config: TemporalConfig, patience: { connected: boolean }): Connection {
  const to = serverAddress(config);
  const usual = defaultGrpcRetryOptions();
  const retry = makeGrpcRetryInterceptor({
    ...usual,
    retryableDecider: (attempt, status) =>
      usual.retryableDecider(attempt, status) && (patience.connected || attempt < firstAttempts),
  });
  try {
    return Connection.lazy({ ...to, interceptors: [retry] });
  } catch {
    throw new UserError('the TLS files are not a certificate and its key', {
      where: `${config.file}: tls`,
      fix: 'check that `certificate` and `key` belong together and that `ca` is a certificate',
    });
  }
}

/**
 * Makes sure that the search attributes by which runs are found exist in the namespace; adds them where it may.
 * @throws UserError with the operator's command when they are missing and may not be added from here.
 */
export async function ensureSearchAttributes(client: Client, config: TemporalConfig): Promise<void> {
  try {
    await registerSearchAttributes(client.connection as Connection, config.namespace);
  } catch (error) {
    if (!operatorsOnly.includes(grpcCode(error) ?? 0)) throw serverTrouble(config, error);
    const missing: string[] = [];
    for (const name of [names.siteAttribute, names.periodAttribute])
      if (!(await isSearchable(client, name))) missing.push(name);
    if (missing.length === 0) return;
    const options = missing.map((name) => `--name ${name} --type Keyword`).join(' ');
    throw new UserError(`the search attributes ${missing.join(', ')} are missing, and may not be added from here`, {
      where: `namespace ${config.namespace}`,
      fix: `let an operator run: temporal operator search-attribute create --address ${config.address} --namespace ${config.namespace} ${options}`,
    });
  }
}

/** A query needs no operator's rights, and is refused when it names an attribute that is not there. */
async function isSearchable(client: Client, name: string): Promise<boolean> {
  try {
    await client.workflow.count(`${name} = 'x'`);
    return true;
  } catch (error) {
    if (grpcCode(error) === 3) return false;
    throw error;
  }
}

/**
 * What the server, or its absence, means for the user. Errors that are the program's own pass unchanged, so that
 * nothing is dressed up as a wrong address. Also for errors of a worker's connection.
 */
export function serverTrouble(config: TemporalConfig, error: unknown): unknown {
  if (error instanceof UserError) return error;
  const at = `the Temporal server at ${config.address}`;
  switch (troubleOf(error)) {
    case 'unreachable':
      return new UserError(
        `${at} does not answer${config.tls || config.api_key ? ' over TLS' : ''}${networkReason(error)}`,
        {
          where: config.file,
          fix: `start one with \`minqing temporal up\`, or correct \`address\`${config.tls ? ' or `tls`' : ''} (or TEMPORAL_ADDRESS, which wins)`,
        },
      );
    case 'refused':
      return new UserError(`${at} refuses this in the namespace “${config.namespace}”: permission denied`, {
        where: config.file,
        fix: 'check `api_key` or the client certificate, and what its owner may do in this namespace',
      });
    case 'namespace':
      return new UserError(`${at} has no namespace “${config.namespace}”`, {
        where: config.file,
        fix: `correct \`namespace\` (or TEMPORAL_NAMESPACE, which wins), or make it: temporal operator namespace create --address ${config.address} --namespace ${config.namespace}`,
      });
    case 'other':
      return error;
  }
}

function troubleOf(error: unknown): 'unreachable' | 'refused' | 'namespace' | 'other' {
  const cause = error instanceof ServiceError ? error.cause : error;
  if (/^Namespace .*not found/.test(detailsOf(cause))) return 'namespace';
  switch (grpcCode(error)) {
    case 4:
    case 14:
      return 'unreachable';
    case 7:
    case 16:
      return 'refused';
    default:
      return 'other';
  }
}

/**
 * gRPC's numbers: 3 invalid argument, 4 deadline exceeded, 7 permission denied, 12 unimplemented, 14 unavailable,
 * 16 unauthenticated.
 */
function grpcCode(error: unknown): number | undefined {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) ? cause.code : undefined;
}

/** Temporal Cloud does not have operators' calls at all, other servers keep them for those who may. */
const operatorsOnly = [7, 12, 16];

const detailsOf = (cause: unknown): string =>
  isGrpcServiceError(cause) ? cause.details : String((cause as Error | undefined)?.message);

/** Why no connection came about, as the network layer says it: `connect ECONNREFUSED 127.0.0.1:7233`. */
function networkReason(error: unknown): string {
  const details = detailsOf(error instanceof ServiceError ? error.cause : error);
  if (/Name resolution failed/.test(details)) return ': its name cannot be resolved';
  const [, tls] = /SSL routines:[^:]*:([^:]+)/.exec(details) ?? [];
  if (tls) return `: TLS: ${tls}`;
  const [, reason] = /Last error: (?:Error: )?(.*?)(?:\. Resolution note.*)?$/s.exec(details) ?? [];
  return reason ? `: ${reason.split('\n')[0]}` : '';
}
