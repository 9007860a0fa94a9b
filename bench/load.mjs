// Loads that the measurements run beside, each ended by `stop()`; nothing is left behind. Programs are perl and sleep,
// which every Debian has. All children of a load share one session, which ends as a whole.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';

/** How many processes the machine has now. */
export function countProcesses() {
	return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
}

function startSession(script, args) {
	// `detached` makes it the leader of a session, and so of the process group that stop() ends.
	const child = spawn('perl', ['-e', script, '--', ...args.map(String)], {
		stdio: ['ignore', 'pipe', 'inherit'],
		detached: true,
	});
	return new Promise((resolve, reject) => {
		let text = '';
		child.once('error', reject);
		child.stdout.on('data', (chunk) => {
			text += chunk;
			const ready = /^ready$/m.test(text);
			if (ready) resolve(stopOf(child));
		});
		child.once('exit', (code) => reject(new Error(`load ended early with ${code}: ${text}`)));
	});
}

function stopOf(child) {
	return () =>
		new Promise((resolve) => {
			child.removeAllListeners('exit');
			child.once('exit', () => resolve());
			try {
				process.kill(-child.pid, 'SIGKILL');
			} catch {
				resolve();
			}
		});
}

const announce = '$| = 1; print "ready\\n"; sleep 1 while 1;';

/** Processes that sleep for good. */
export function idle(count) {
	return startSession(`my $n = shift; for (1..$n) { my $p = fork; if (!$p) { exec "sleep", "100000" } } ${announce}`, [
		count,
	]);
}

/** Processes that compute for a random part of a second, again and again. */
export function busy(count) {
	const work =
		'srand $$; while (1) { my $n = rand 20000; for (my $i = 0; $i < $n; $i++) {} select undef, undef, undef, 0.2 + rand 1 }';
	return startSession(`my $n = shift; for (1..$n) { my $p = fork; if (!$p) { ${work} } } ${announce}`, [count]);
}

/** One process at full CPU that calls itself `name`. */
export function spinner(name) {
	return startSession(`my $n = shift; my $p = fork; if (!$p) { $0 = $n; 1 while 1 } ${announce}`, [name]);
}

/** Short processes, `rate` a second. */
export function forks(rate) {
	return startSession(
		`my $r = shift; $SIG{CHLD} = 'IGNORE'; $| = 1; print "ready\\n"; while (1) { my $p = fork; if (!$p) { exit 0 } select undef, undef, undef, 1 / $r }`,
		[rate],
	);
}

/** `holders` processes that hold `each` connected UDP sockets on loopback. */
export function sockets(holders, each) {
	const open = `socket(my $s, PF_INET, SOCK_DGRAM, 0) or die "socket: $!"; connect($s, sockaddr_in(9, inet_aton("127.0.0.1"))); push @s, $s;`;
	return startSession(
		`use Socket; my ($n, $e) = @ARGV; for (1..$n) { my $p = fork; if (!$p) { my @s; for (1..$e) { ${open} } sleep 1000 while 1 } } ${announce}`,
		[holders, each],
	);
}

/** Waits until the machine has at least `count` processes, 30 s at most. */
export async function untilProcesses(count) {
	const end = Date.now() + 30_000;
	while (countProcesses() < count) {
		if (Date.now() > end) throw new Error(`only ${countProcesses()} of ${count} processes came up`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
