// Loads that the measurements run beside, each ended by `stop()`; nothing is left behind, whatever ends the measurement. Programs are
// perl and sleep, which every Debian has. All processes of a load share one process group, which ends as a whole.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const startTimeoutMs = 120_000;
const running = new Set();

/** How many processes the machine has now. */
export function countProcesses() {
	return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
}

function endGroup(pid) {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// It has ended.
	}
}

/** Ends every load that still runs; at the end of the program nothing asynchronous is left to wait for. */
export function stopAllLoads() {
	for (const pid of running) endGroup(pid);
	running.clear();
}

process.once('exit', stopAllLoads);

/** The leader looks once a second whether the measurement is still there: one that was killed leaves no load either. */
const endWithParent =
	'my ($parent, $leader) = (getppid, $$); $SIG{ALRM} = sub { kill "KILL", -$leader if getppid != $parent; alarm 1 }; alarm 1;';

/** Starts a perl script that prints `ready` once its load stands; answers with its PID and with what ends it. */
function startGroup(script, args, { isAlone = false } = {}) {
	const perl = ['perl', '-e', `${endWithParent} ${script}`, '--', ...args.map(String)];
	const [file, ...rest] = isAlone ? ['unshare', '--net', '--', ...perl] : perl;
	// `detached` makes it the leader of a process group, which stop() ends.
	const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
	return new Promise((resolve, reject) => {
		let text = '';
		const tooLate = setTimeout(() => {
			endGroup(child.pid);
			reject(new Error(`a load did not stand within ${startTimeoutMs / 1000} s`));
		}, startTimeoutMs);
		child.once('error', reject);
		child.stdout.on('data', (chunk) => {
			text += chunk;
			if (!/^ready$/m.test(text)) return;
			clearTimeout(tooLate);
			resolve({ pid: child.pid, stop: () => stop(child) });
		});
		child.once('exit', (code) => {
			clearTimeout(tooLate);
			running.delete(child.pid);
			reject(new Error(`a load ended with ${code}: ${text}`));
		});
		if (child.pid !== undefined) running.add(child.pid);
	});
}

function stop(child) {
	return new Promise((resolve) => {
		running.delete(child.pid);
		if (child.exitCode !== null || child.signalCode !== null) return resolve();
		child.once('exit', () => resolve());
		endGroup(child.pid);
	});
}

const announce = '$| = 1; print "ready\\n"; sleep 1 while 1;';
const forkEach = (work) => `my $n = shift; for (1..$n) { my $p = fork; if (!$p) { ${work} } } ${announce}`;

/** Processes that sleep for good. */
export function idle(count) {
	return startGroup(forkEach('exec "sleep", "100000"'), [count]);
}

/** Processes that compute for a random part of a second, again and again. */
export function busy(count) {
	const work = 'my $n = rand 20000; for (my $i = 0; $i < $n; $i++) {} select undef, undef, undef, 0.2 + rand 1';
	return startGroup(forkEach(`srand $$; while (1) { ${work} }`), [count]);
}

/** Processes of which each runs for a moment every tenth of a second. */
export function wakers(count) {
	return startGroup(forkEach('select undef, undef, undef, 0.1 while 1'), [count]);
}

/** One process at full CPU that calls itself `name`. */
export function spinner(name) {
	return startGroup(`$0 = shift; $| = 1; print "ready\\n"; 1 while 1`, [name]);
}

/** Short processes, `rate` a second. */
export function forks(rate) {
	const loop = `while (1) { my $p = fork; if (!$p) { exit 0 } select undef, undef, undef, 1 / $r }`;
	return startGroup(`my $r = shift; $SIG{CHLD} = 'IGNORE'; $| = 1; print "ready\\n"; ${loop}`, [rate]);
}

/** Loopback of a network namespace of its own has to be brought up (SIOCSIFFLAGS with IFF_UP | IFF_RUNNING). */
const loopbackUp =
	'socket(my $up, PF_INET, SOCK_DGRAM, 0); my $lo = pack("a16 s x22", "lo", 0x41); ioctl($up, 0x8914, $lo) or die "loopback: $!";';

/** `holders` processes in a network namespace of their own that hold `each` connected UDP sockets on loopback. */
export function sockets(holders, each) {
	return holdSockets(holders, each, `SOCK_DGRAM, 0`, `connect($s, sockaddr_in(9, $a)) or die "connect: $!";`);
}

/** The same with TCP sockets that listen: the kernel takes 13 s to list 100,000 of UDP, whoever asks by /proc. */
export function listeners(holders, each) {
	return holdSockets(holders, each, `SOCK_STREAM, 0`, `listen($s, 1) or die "listen: $!";`);
}

function holdSockets(holders, each, type, use) {
	// Of several addresses, since each has 65,000 ports.
	const open = `my $a = inet_aton("127.0.0." . (1 + $_ % 8)); socket(my $s, PF_INET, ${type}) or die "socket: $!"; bind($s, sockaddr_in(0, $a)) or die "bind: $!"; ${use} push @s, $s;`;
	const work = `my @s; for (1..$e) { ${open} } sleep 1000 while 1`;
	const range = `open(my $f, ">", "/proc/sys/net/ipv4/ip_local_port_range"); print $f "1024 65500"; close $f;`;
	const script = `use Socket; ${loopbackUp} ${range} my $e = pop @ARGV; ${forkEach(work)}`;
	return startGroup(script, [holders, each], { isAlone: true });
}

/**
 * `count` TCP connections in TIME_WAIT, in a network namespace of its own whose limits allow that; the kernel keeps each for a
 * minute, so as many are made anew as end. A connect that is interrupted goes on, and its connection is accepted all the same.
 */
export function timeWait(count) {
	const limits = [
		['ip_local_port_range', '1024 65500'],
		['tcp_tw_reuse', '0'],
		['tcp_max_tw_buckets', String(count * 2)],
	];
	const allow = limits.map(([name, value]) => `set("${name}", "${value}");`).join(' ');
	const script = `use Socket; use Time::HiRes qw(time);
		sub set { open(my $f, ">", "/proc/sys/net/ipv4/$_[0]") or die "$_[0]: $!"; print $f $_[1]; close $f or die "$_[0]: $!" }
		${allow} ${loopbackUp}
		socket(my $l, PF_INET, SOCK_STREAM, 0); bind($l, sockaddr_in(900, INADDR_ANY)) or die "bind: $!"; listen($l, 128);
		my ($n, $made) = (shift, 0);
		sub make { socket(my $c, PF_INET, SOCK_STREAM, 0); connect($c, sockaddr_in(900, inet_aton("127.0.0." . (1 + $made++ % 8)))) or $!{EINTR} or die "connect: $!"; accept(my $s, $l); close $c; close $s }
		my $started = time; make() for 1..$n;
		$| = 1; print "ready\\n";
		# As many a minute as end: twice the number while the first ones are there, and the number itself from the second minute on.
		my $again = 0;
		while (1) { select undef, undef, undef, 0.05; my $due = (time - $started) * $n / 60; while ($again < $due) { make(); $again++ } }`;
	return startGroup(script, [count], { isAlone: true });
}

/** Waits until the machine has at least `count` processes, a minute at most. */
export async function untilProcesses(count) {
	const end = Date.now() + 60_000;
	while (countProcesses() < count) {
		if (Date.now() > end) throw new Error(`only ${countProcesses()} of ${count} processes came up`);
		await pause(50);
	}
}
