import { type ChildProcess, spawn } from 'node:child_process';

/** Reads until its input ends, which it does when the process that started it is gone; then ends the server. */
const script = `
  read -r line
  [ "$line" = over ] && exit 0
  kill -TERM "$1" 2>/dev/null
  for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$1" 2>/dev/null || exit 0; sleep 1; done
  kill -KILL "$1" 2>/dev/null`;

/**
 * Ties a child's life to this process: when this process ends in whatever way, `kill -9` too, the child is stopped.
 * A pipe does it, not the exit hooks of Node, which do not run then.
 * @returns what to call when the child is gone, so that nothing is done to whoever gets its process id next.
 */
export function endWithThisProcess(child: ChildProcess): () => void {
  const watcher = spawn('/bin/sh', ['-c', script, 'sh', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.on('error', () => {});
  watcher.stdin.on('error', () => {});
  watcher.unref();
  (watcher.stdin as unknown as { unref?: () => void }).unref?.();
  return () => void watcher.stdin.end('over\n');
}
