import type { ProcessIdentity } from '../../../domain/process.ts';
import { fail, failUnknown, type Result, succeed } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';
import { signalNameOf, signalNumberOf } from '../../../domain/signals.ts';
import type { HeldProcess, Transport } from '../transport.ts';
import { createTextAnswer } from './agent/text-answer.ts';
import type { Lane, Lanes } from './lanes.ts';
import { readTimeoutMs } from './remote-files.ts';

/** Descriptors that every shell lets a program choose, less those that the agent needs. */
const slots = ['5', '6', '7', '8', '9'] as const;

/**
 * Holds processes of another host: its agent keeps the directory /proc/PID open, and reads `stat` through that descriptor. Once the process is gone
 * that fails for good, whoever has its number now. Looking and signalling are one request. A hold ends with the session that has it.
 */
export function createRemoteHolds(host: string, lanes: Lanes): Pick<Transport, 'holdProcess'> {
	/** Slots in use, by lane and session; those of a session that is gone count no more. */
	const used = new Map<Lane, { session: number; readonly slots: Set<string> }>();

	function freeSlot(lane: Lane): string | null {
		const before = used.get(lane);
		if (before === undefined || before.session !== lane.session()) {
			used.set(lane, { session: lane.session(), slots: new Set() });
		}
		return slots.find((slot) => used.get(lane)?.slots.has(slot) !== true) ?? null;
	}

	return {
		async holdProcess(identity) {
			const lane = lanes.live();
			if (lane.session() === 0) {
				const opened = await ask(lane, 'alive 0');
				if (!opened.ok) return opened;
			}
			const slot = freeSlot(lane);
			if (slot === null) {
				return fail(
					'refused',
					`${slots.length} processes of ${sanitise(host)} are held already`,
					'Close what is open, or signal fewer at a time.',
				);
			}
			const session = lane.session();
			const taken = used.get(lane);
			taken?.slots.add(slot);
			const answer = await ask(lane, `hold ${slot} ${identity.pid} ${identity.startTicks}`, session);
			if (answer.ok && answer.value === 'held') {
				return succeed(createHeld(lane, session, slot, identity, () => taken?.slots.delete(slot)));
			}
			taken?.slots.delete(slot);
			return answer.ok ? gone(identity.pid) : answer;
		},
	};
}

async function ask(lane: Lane, text: string, session?: number): Promise<Result<string>> {
	const answer = createTextAnswer();
	const asked = await lane.ask({
		text,
		timeoutMs: readTimeoutMs,
		maxBytes: 64 * 1024,
		// Which of two sessions would hold it: a signal is never sent twice.
		isRepeatable: false,
		...(session === undefined ? {} : { session }),
		onData: answer.onData,
		onControl: answer.onControl,
	});
	return asked.ok ? succeed(answer.text().trim()) : asked;
}

function gone(pid: number): ReturnType<typeof fail> {
	return fail('not-found', `process ${pid} is gone, nothing was sent`);
}

function createHeld(
	lane: Lane,
	session: number,
	slot: string,
	identity: ProcessIdentity,
	giveBack: () => void,
): HeldProcess {
	const { pid } = identity;
	let isHeld = true;
	return {
		identity,
		async isAlive() {
			// An act that asks for a password may have the only session.
			const aside = isHeld && lane.session() === session ? lane.lookAside(slot) : null;
			if (aside !== null) return aside;
			const answer = isHeld ? await ask(lane, `alive ${slot}`, session) : null;
			return answer?.ok === true && answer.value === 'alive';
		},
		async signal(name) {
			const number = signalNumberOf(name);
			if (number === null) return fail('refused', `${name} is not the name of a signal`);
			if (!isHeld) return gone(pid);
			const answer = await ask(lane, `strike ${slot} ${pid} ${number}`, session);
			return answer.ok ? resultOf(answer.value, pid, signalNameOf(number) ?? name) : unknown(answer, pid);
		},
		release() {
			if (!isHeld) return;
			isHeld = false;
			// Whoever takes the slot next asks the same lane, after this.
			void ask(lane, `drop ${slot}`, session);
			giveBack();
		},
	};
}

function resultOf(said: string, pid: number, signal: string): Result<void> {
	if (said === 'sent') return succeed(undefined);
	if (said === 'gone' || /no such process/i.test(said)) return gone(pid);
	if (said === 'over') {
		return fail(
			'refused',
			`process ${pid} has ended already; its parent has not collected it yet, nothing was sent`,
			'Signal its parent, or end it, to have it collected.',
		);
	}
	if (/not permitted/i.test(said)) {
		return fail(
			'permission',
			`${signal} to process ${pid} is not permitted to this user`,
			'Do it as root (--sudo, or s in the question), or sign in as the owner of the process.',
		);
	}
	return fail('failed', `${signal} was not sent to process ${pid} (${sanitise(said).slice(0, 200)})`);
}

function unknown(answer: Extract<Result<string>, { readonly ok: false }>, pid: number): Result<void> {
	const isLost = /was lost/.test(answer.error.message) || answer.error.code === 'timeout';
	if (!isLost) return fail('refused', `process ${pid} is held no longer: ${answer.error.message}`, 'Look at it again.');
	return failUnknown(`outcome unknown: ${answer.error.message}`, `Look whether process ${pid} is still there.`);
}
