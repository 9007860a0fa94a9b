/** How long the process group of an act has between TERM and KILL. */
export const killGraceMs = 1000;

/** Signals every process of a group whose leader is `pid`; false when there is none left, or none that may be signalled. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
	try {
		process.kill(-pid, signal);
		return true;
	} catch {
		return false;
	}
}

/** TERM now, KILL after the grace for what is still there. Returns what withdraws the KILL once the leader has ended. */
export function endGroup(pid: number, graceMs = killGraceMs): () => void {
	signalGroup(pid, 'SIGTERM');
	const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
	return () => clearTimeout(timer);
}
