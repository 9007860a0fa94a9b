import { describe, expect, test } from 'vitest';
import type { CommandOutcome } from '../../../source/domain/command.ts';
import type { AskPassword } from '../../../source/domain/dialogue.ts';
import { type Result, succeed } from '../../../source/domain/result.ts';
import { asRoot } from '../../../source/services/access/as-root.ts';
import { createPasswordKeeper, type PasswordKeeper } from '../../../source/services/access/password-keeper.ts';
import type { RootTool } from '../../../source/services/access/root-tool.ts';
import type { RunOptions, Transport } from '../../../source/services/transports/transport.ts';
import { createFakeTransport } from '../../support/fake-transport.ts';

const password = () => new TextEncoder().encode('geheim');
const outcome: CommandOutcome = { exitCode: 0, signal: null, stdout: '', stderr: '', truncated: false, durationMs: 1 };

type Sudo = {
	/** What it prints before each answer, given its own prompt. */
	readonly says: ReadonlyArray<(prompt: string) => string>;
	readonly ends?: (prompt: string) => Partial<CommandOutcome>;
};

/** A host whose sudo says what the test wants, and what it was answered. */
function openHost({ says, ends = () => ({}) }: Sudo) {
	const written: string[] = [];
	const argv: string[][] = [];
	const transport: Transport = {
		...createFakeTransport(),
		async act(_id, command, options: RunOptions): Promise<Result<CommandOutcome>> {
			argv.push([command.file, ...command.args]);
			const prompt = command.args.find((word) => word.startsWith('[opsdash ')) ?? '';
			for (const say of says) {
				const answer = await options.dialogue?.hear(say(prompt));
				if (answer instanceof Uint8Array) {
					written.push(new TextDecoder().decode(answer));
					answer.fill(0);
				} else if (answer === 'close') written.push('(closed)');
			}
			return succeed({ ...outcome, ...ends(prompt) });
		},
	};
	return { transport, written, argv };
}

function rootOf(
	host: ReturnType<typeof openHost>,
	ask: AskPassword | null,
	keeper: PasswordKeeper = createPasswordKeeper(() => 0),
	tool: RootTool = 'sudo',
) {
	const question = () => ({ user: 'ada', host: 'web1', purpose: 'Restart x' });
	return asRoot({ transport: host.transport, tool, id: 'a-1', question, ask: () => ask, keeper });
}

const act = (transport: Transport) => transport.act('a-1', { file: 'id', args: [] }, { timeoutMs: 1000 });

describe('an act as root', () => {
	test('gives the password once, after the prompt', async () => {
		const host = openHost({ says: [() => 'lecture\n', (prompt) => prompt] });
		const asked: Uint8Array[] = [];
		const root = rootOf(host, async () => {
			asked.push(password());
			return asked[0] ?? null;
		});

		expect((await act(root)).ok).toBe(true);
		expect(host.written).toEqual(['geheim\n']);
		expect(host.argv[0]?.slice(0, 4)).toEqual(['sudo', '-k', '-S', '-H']);
		expect(asked).toHaveLength(1);
		expect(asked[0]?.every((byte) => byte === 0)).toBe(true);
	});

	test('asks the person again where doas did not take the password, which asks once itself', async () => {
		const host = openHost({
			says: [(prompt) => prompt],
			ends: (prompt) => ({ exitCode: 1, stderr: `${prompt}doas: Authentication failed\n` }),
		});
		const keeper = createPasswordKeeper(() => 60);
		const asked: string[] = [];
		const root = rootOf(
			host,
			async (question) => {
				asked.push(`${question.by} ${question.isAgain}`);
				return password();
			},
			keeper,
			'doas',
		);

		expect(await act(root)).toMatchObject({ ok: false, error: { message: 'doas did not take the password' } });
		expect(asked).toEqual(['doas false', 'doas true', 'doas true']);
		expect(host.written).toEqual(['geheim\n', 'geheim\n', 'geheim\n']);
		expect(keeper.take('ada@web1')).toBeNull();
	});

	test('takes nothing that a command says through doas for the end of doas', async () => {
		const host = openHost({
			says: [(prompt) => prompt],
			ends: (prompt) => ({ exitCode: 2, stderr: `${prompt}doas: Authentication failed\n` }),
		});

		expect(await act(rootOf(host, async () => password(), undefined, 'doas'))).toMatchObject({
			ok: true,
			value: { exitCode: 2, stderr: 'doas: Authentication failed\n' },
		});
	});

	test('uses another prompt each time', async () => {
		const host = openHost({ says: [] });
		await act(rootOf(host, null));
		await act(rootOf(host, null));

		expect(host.argv[0]?.[5]).not.toBe(host.argv[1]?.[5]);
	});

	test('asks the person again after a wrong password, three times at most, and answers no second prompt', async () => {
		const host = openHost({
			says: [(prompt) => prompt, (prompt) => `Sorry, try again.\n${prompt}`],
			ends: () => ({ exitCode: 1, stderr: 'sudo: 1 incorrect password attempt\n' }),
		});

		expect(await act(rootOf(host, async () => password()))).toMatchObject({
			ok: false,
			error: { code: 'permission', message: 'sudo did not take the password' },
		});
		expect(host.written).toEqual(['geheim\n', '(closed)', 'geheim\n', '(closed)', 'geheim\n', '(closed)']);
	});

	test('keeps a password that was taken, and forgets one that was not', async () => {
		const keeper = createPasswordKeeper(() => 60);
		const good = openHost({ says: [(prompt) => prompt] });
		let asked = 0;
		const ask = async () => {
			asked++;
			return password();
		};
		await act(rootOf(good, ask, keeper));
		await act(rootOf(good, ask, keeper));
		expect(asked).toBe(1);

		const bad = openHost({ says: [(prompt) => prompt, (prompt) => prompt] });
		await act(rootOf(bad, ask, keeper));
		// The kept one counted as the first try.
		expect(asked).toBe(3);
		expect(keeper.take('ada@web1')).toBeNull();
		keeper.forgetAll();
	});

	test('keeps nothing unless told', async () => {
		const keeper = createPasswordKeeper(() => 0);
		await act(rootOf(openHost({ says: [(prompt) => prompt] }), async () => password(), keeper));

		expect(keeper.take('ada@web1')).toBeNull();
	});

	test('leaves its prompts out of what was printed', async () => {
		const host = openHost({
			says: [(prompt) => prompt],
			ends: (prompt) => ({ exitCode: 3, stderr: `${prompt}no such unit\n` }),
		});

		expect(await act(rootOf(host, async () => password()))).toMatchObject({
			ok: true,
			value: { exitCode: 3, stderr: 'no such unit\n' },
		});
	});

	test('says so where nobody heard the question', async () => {
		const host = openHost({ says: [], ends: () => ({ exitCode: 1, stderr: 'sudo: a password is required\n' }) });

		expect(await act(rootOf(host, null))).toMatchObject({
			ok: false,
			error: { code: 'permission', hint: 'Have a NOPASSWD rule for this command in sudoers.' },
		});
	});
});

describe('a kept password', () => {
	test('is a copy, and is overwritten when it is forgotten', () => {
		const keeper = createPasswordKeeper(() => 60);
		const given = password();
		keeper.keep('ada@web1', given);
		given.fill(0);

		expect(new TextDecoder().decode(keeper.take('ada@web1') ?? undefined)).toBe('geheim');
		expect(keeper.take('bob@web1')).toBeNull();
		keeper.forgetAll();
		expect(keeper.take('ada@web1')).toBeNull();
	});
});
