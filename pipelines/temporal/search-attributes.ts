import { type Connection, isGrpcServiceError } from '@temporalio/client';
import { UserError } from '../user-error.ts';
import { names } from './names.ts';

/** `Keyword` in Temporal's API (temporal.api.enums.v1.IndexedValueType). */
const keyword = 2;
/** gRPC's status code. */
const permissionDenied = 7;

/**
 * Makes sure that the attributes by which the web UI finds a run exist in a namespace; adds those that are missing.
 * @returns the names it added.
 * @throws UserError when one exists with another type, or when this client may not add it.
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const wanted = [names.siteAttribute, names.periodAttribute];
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const typeOf = (name: string) => customAttributes?.[name];
  for (const name of wanted)
    if (typeOf(name) !== undefined && typeOf(name) !== keyword)
      throw new UserError(`the search attribute ${name} exists with another type than Keyword`, {
        where: `namespace ${namespace}`,
        fix: `temporal operator search-attribute remove --namespace ${namespace} --name ${name}, then try again`,
      });
  const missing = wanted.filter((name) => typeOf(name) === undefined);
  if (missing.length === 0) return [];
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
    });
  } catch (error) {
    if (!isGrpcServiceError(error) || error.code !== permissionDenied) throw error;
    const options = missing.map((name) => `--name ${name} --type Keyword`).join(' ');
    throw new UserError(`the search attributes ${missing.join(', ')} are missing, and may not be added from here`, {
      where: `namespace ${namespace}`,
      fix: `let an operator run: temporal operator search-attribute create --namespace ${namespace} ${options}`,
    });
  }
  return missing;
}
