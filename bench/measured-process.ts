import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Measured {
  seconds: number;
  /** Of all cores, user and system, threads included; other processes that it starts are not. */
  cpuSeconds: number;
  /** Highest resident memory of the process, threads included, in MB. */
  peakMb: number;
  output: string;
}

/** Clock ticks of /proc a second, on every Linux there is. */
const ticks = 100;

/** Runs a command to its end and measures it from outside. */
export async function measuredProcess(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Measured> {
  const began = performance.now();
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  let peakMb = 0;
  let cpuSeconds = 0;
  // VmHWM is the kernel's own high-water mark, so a coarse look loses nothing but the last moment.
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peakMb = Math.max(peakMb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
      const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      cpuSeconds = (Number(fields[11]) + Number(fields[12])) / ticks;
    } catch {
      clearInterval(look);
    }
  }, 50);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(look);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${output.slice(-2000)}`);
  return { seconds: (performance.now() - began) / 1000, cpuSeconds, peakMb: Math.round(peakMb), output };
}
