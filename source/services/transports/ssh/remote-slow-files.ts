import { succeed } from '../../../domain/result.ts';
import { createManyReader } from '../local/slow-answers.ts';
import type { SlowEnd, SlowHelper, SlowKind, SlowRequest } from '../local/slow-helper.ts';
import { createSlowReader, type SlowReader } from '../local/slow-reader.ts';
import { failureOfReason } from './agent/failures.ts';
import { readGrepAnswer } from './agent/grep-answer.ts';
import { createTextAnswer } from './agent/text-answer.ts';
import { encodeWords } from './agent/words.ts';
import type { Lanes } from './lanes.ts';
import { askText } from './remote-files.ts';

/** No line of grep's is this. */
const noMark = '\0';

/** Files that may never answer: the reader of this machine, its helper being the agent on a slow lane. */
export function createRemoteSlowFiles(lanes: Lanes): SlowReader {
	let grep: Promise<Grep> | null = null;

	async function probe(): Promise<Grep> {
		const answer = createTextAnswer();
		const asked = await askText(lanes.slow(), 'probe 0', answer);
		if (!asked.ok) grep = null;
		const said = answer.text().trim();
		return said === 'many' || said === 'split' ? said : 'none';
	}

	return createSlowReader(
		(path) => path,
		() => {
			grep ??= probe();
			return createHelper(lanes, grep);
		},
	);
}

/** What the host's grep can do: tell each line as it comes; take a NUL for the end of a line (busybox); or neither. */
type Grep = 'many' | 'split' | 'none';

function createHelper(lanes: Lanes, grep: Promise<Grep>): SlowHelper {
	const kinds = grep.then((form): readonly SlowKind[] => (form === 'none' ? ['each'] : ['many', 'each']));
	const withdraw = new AbortController();
	let isDead = false;

	async function ask(request: SlowRequest): Promise<SlowEnd> {
		if (request.kind === 'many' && (await grep) === 'split') return askSplit(request);
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

	/** All at once: which of the files is the one that does not answer cannot be told, so the first is taken for it. */
	async function askSplit({ paths, maxBytes, timeoutMs, onAnswer }: SlowRequest): Promise<SlowEnd> {
		const answer = createTextAnswer();
		const cut = paths.length * (maxBytes + 4096);
		const asked = await askText(lanes.slow(), `read ${cut} ${encodeWords(paths)}`, answer, {
			timeoutMs,
			maxBytes: cut * 2,
		});
		if (!asked.ok) return { how: asked.error.code === 'timeout' ? 'timeout' : 'died', answered: 0 };
		const texts = await readGrepAnswer({ text: answer.text(), errors: answer.errors(), paths, maxBytes });
		for (const [index, path] of paths.entries()) {
			const text = texts.get(path) ?? failureOfReason(path, 'missing');
			onAnswer(
				index,
				text.ok && /\/(?:cmdline|environ)$/.test(path) ? succeed(text.value.replaceAll('\n', '\0')) : text,
			);
		}
		return { how: 'done', answered: paths.length };
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
