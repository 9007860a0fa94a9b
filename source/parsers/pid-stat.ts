/**
 * /proc/PID/stat and /proc/PID/task/TID/stat: one line of a process. Its name may hold blanks, parentheses, newlines and any
 * byte but NUL, so fields are counted from the last parenthesis.
 * Seen: Linux 6.18, 6.1, 4.19. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 *
 * It is read for thousands of processes each refresh: numbers are taken from the bytes, and no text is made.
 */

/** Fields of the last record parsed; reused, never kept. */
export type PidStat = {
	pid: number;
	/** The name lies from here to `nameEnd` in the bytes that were parsed. */
	nameStart: number;
	nameEnd: number;
	/** Character code of the state's letter. */
	state: number;
	ppid: number;
	sessionId: number;
	tty: number;
	flags: number;
	userTicks: number;
	systemTicks: number;
	priority: number;
	nice: number;
	threads: number;
	startTicks: number;
	virtualBytes: number;
	residentPages: number;
	/** Where the program's code lies; moves with every exec. 0 where this user may not know it. */
	startCode: number;
	processor: number;
};

export function createPidStat(): PidStat {
	return {
		pid: 0,
		nameStart: 0,
		nameEnd: 0,
		state: 0,
		ppid: 0,
		sessionId: 0,
		tty: 0,
		flags: 0,
		userTicks: 0,
		systemTicks: 0,
		priority: 0,
		nice: 0,
		threads: 0,
		startTicks: 0,
		virtualBytes: 0,
		residentPages: 0,
		startCode: 0,
		processor: 0,
	};
}

const space = 0x20;
const newline = 0x0a;
const minus = 0x2d;
const zero = 0x30;
const openParenthesis = 0x28;
const closeParenthesis = 0x29;
/** Of task_struct's flags: a kernel thread. */
const kernelThreadFlag = 0x00200000;
/** All kernels since 2.4 print at least the CPU it ran on last (field 39). */
const lastField = 39;

/** Fills `into` from the first `length` bytes. False, with `into` undefined, where they are no whole record. */
export function parsePidStat(bytes: Uint8Array, length: number, into: PidStat): boolean {
	let close = length - 1;
	while (close > 0 && bytes[close] !== closeParenthesis) close -= 1;
	const open = parsePid(bytes, close, into);
	if (open < 0 || bytes[close + 1] !== space || bytes[close + 3] !== space) return false;
	into.nameStart = open + 1;
	into.nameEnd = close;
	into.state = bytes[close + 2] ?? 0;
	return into.state > space && parseFields(bytes, close + 4, length, into);
}

/** Index of the opening parenthesis, or -1. */
function parsePid(bytes: Uint8Array, end: number, into: PidStat): number {
	let pid = 0;
	for (let index = 0; index < end; index += 1) {
		const digit = (bytes[index] ?? 0) - zero;
		if (digit >= 0 && digit <= 9) {
			pid = pid * 10 + digit;
			continue;
		}

		into.pid = pid;
		return index > 0 && bytes[index] === space && bytes[index + 1] === openParenthesis && index + 1 < end
			? index + 1
			: -1;
	}

	return -1;
}

function parseFields(bytes: Uint8Array, start: number, length: number, into: PidStat): boolean {
	let field = 4;
	let value = 0;
	let digits = 0;
	let isNegative = false;
	for (let index = start; index < length; index += 1) {
		const byte = bytes[index] ?? 0;
		if (byte >= zero && byte <= zero + 9) {
			value = value * 10 + byte - zero;
			digits += 1;
		} else if (byte === minus && digits === 0 && !isNegative) {
			isNegative = true;
		} else if ((byte === space || byte === newline) && digits > 0) {
			assign(into, field, isNegative ? -value : value);
			if (field === lastField) return true;
			field += 1;
			value = 0;
			digits = 0;
			isNegative = false;
		} else {
			return false;
		}
	}

	return false;
}

function assign(into: PidStat, field: number, value: number): void {
	switch (field) {
		case 4:
			into.ppid = value;
			break;
		case 6:
			into.sessionId = value;
			break;
		case 7:
			into.tty = value;
			break;
		case 9:
			into.flags = value;
			break;
		case 14:
			into.userTicks = value;
			break;
		case 15:
			into.systemTicks = value;
			break;
		case 18:
			into.priority = value;
			break;
		case 19:
			into.nice = value;
			break;
		case 20:
			into.threads = value;
			break;
		case 22:
			into.startTicks = value;
			break;
		case 23:
			into.virtualBytes = value;
			break;
		case 24:
			into.residentPages = value;
			break;
		case 26:
			into.startCode = value;
			break;
		case 39:
			into.processor = value;
			break;
		default:
	}
}

/** Whether the record is a thread of the kernel. */
export function isKernelThread(stat: PidStat): boolean {
	return (stat.flags & kernelThreadFlag) !== 0;
}
