import { succeed } from '../../../domain/result.ts';
import { createManyReader } from '../local/slow-answers.ts';
import type { SlowEnd, SlowHelper, SlowKind, SlowRequest } from '../local/slow-helper.ts';
import { createSlowReader, type SlowReader } from '../local/slow-reader.ts';
import { failureOfReason } from './agent/failures.ts';
import { createTextAnswer } from './agent/text-answer.ts';
import { encodeWords } from './agent/words.ts';
import type { Lanes } from './lanes.ts';
import { askText } from './remote-files.ts';

/** No line of grep's is this. */
const noMark = '\0';

/** Files that may never answer: the reader of this machine, its helper being the agent on a slow lane. */
export function createRemoteSlowFiles(lanes: Lanes): SlowReader {
	let kinds: Promise<readonly SlowKind[]> | null = null;

	async function probe(): Promise<readonly SlowKind[]> {
		const answer = createTextAnswer();
		const asked = await askText(lanes.slow(), 'probe 0', answer);
		if (!asked.ok) kinds = null;
		return answer.text().startsWith('many') ? ['many', 'each'] : ['each'];
	}

	return createSlowReader(
		(path) => path,
		() => {
			kinds ??= probe();
			return createHelper(lanes, kinds);
		},
	);
}

function createHelper(lanes: Lanes, kinds: Promise<readonly SlowKind[]>): SlowHelper {
	const withdraw = new AbortController();
	let isDead = false;

	async function ask(request: SlowRequest): Promise<SlowEnd> {
		const reader = request.kind === 'many' ? readMany(request) : readEach(request);
		const words = request.kind === 'many' ? request.paths.flatMap((path) => [path, ',']) : request.paths;
		const asked = await lanes.slow().ask(
			{
				text: `${request.kind} ${request.maxBytes} ${encodeWords(words)}`,
				timeoutMs: request.timeoutMs,
				maxBytes: request.paths.length * (request.maxBytes + 4096),
				isRepeatable: false,
				...reader.sink,
			},
			withdraw.signal,
		);
		if (asked.ok) return { how: 'done', answered: reader.answered() };
		isDead = true;
		return { how: asked.error.code === 'timeout' ? 'timeout' : 'died', answered: reader.answered() };
	}

	return {
		kinds,
		ask,
		isDead: () => isDead,
		kill() {
			isDead = true;
			withdraw.abort();
		},
	};
}

function readMany(request: SlowRequest) {
	const { paths, maxBytes, names, onAnswer } = request;
	const reader = createManyReader({ paths, mark: noMark, maxBytes }, names, { onAnswer, onEnd() {} });
	return { sink: { onData: reader.add }, answered: reader.answered };
}

/** The bytes of one file after the other, each followed by what became of it. */
function readEach({ names, onAnswer }: SlowRequest) {
	let index = 0;
	let bytes: Buffer[] = [];
	const onControl = (state: string) => {
		if (state === 'end') return;
		const text = Buffer.concat(bytes).toString();
		bytes = [];
		index += 1;
		onAnswer(index - 1, state === 'read' ? succeed(text) : failureOfReason(names[index - 1] ?? '', state));
	};
	return { sink: { onData: (chunk: Buffer) => void bytes.push(chunk), onControl }, answered: () => index };
}
