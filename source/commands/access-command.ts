import { fail, type Result, succeed } from '../domain/result.ts';
import { makePassphraseEntry } from '../services/access/passphrase.ts';
import { type CommandContext, type RunCommand, reportFailure, takeStamp, wantsJson, writeDocument } from './context.ts';
import { type ExitStatus, exitStatus } from './exit-status.ts';
import { documentOf } from './reporters/json.ts';
import { formatPairs } from './reporters/table.ts';
import { allWords, refuseUsage } from './words.ts';

/** `opsdash access`: what one may do here. `opsdash access passphrase NAME`: a line for /etc/opsdash/access.yaml. */
export const run: RunCommand = async (context) => {
	const [what, name, ...more] = allWords(context);
	if (what === undefined) return show(context, null);
	if (what !== 'passphrase') return refuseUsage(context, `access knows passphrase NAME, and not "${what}"`);
	if (name === undefined || more.length > 0) return refuseUsage(context, 'access passphrase takes one name');
	if (!/^[\w.@-]{1,64}$/.test(name))
		return refuseUsage(context, `"${name}" is not a name: letters, digits and _ . @ - make one`);
	const entry = await makeEntry(context);
	if (!entry.ok) return reportFailure(context, 'access', entry.error);
	if (wantsJson(context.invocation)) return show(context, entry.value);
	await context.output.write(`    ${name}: {passphrase: '${entry.value}'}\n`);
	context.output.complain('Put this line under signIn: people: in /etc/opsdash/access.yaml.\n');
	return exitStatus.done;
};

async function show(context: CommandContext, entry: string | null): Promise<ExitStatus> {
	const { role, because, commands } = await context.services.access().read();
	if (wantsJson(context.invocation)) {
		const data = { role, because, commands: role === 'operator' ? commands : [], entry };
		await writeDocument(context, documentOf('access', await takeStamp(context), data, []));
		return exitStatus.done;
	}
	const pairs: ReadonlyArray<readonly [string, string | null]> = [
		['Role', role],
		['Because', because],
		...(role === 'operator' ? commands.map((words) => ['May run', words.join(' ')] as const) : []),
	];
	await context.output.write(formatPairs(pairs, context.output));
	return exitStatus.done;
}

const leastBytes = 8;

/** Asked twice, since nobody sees what is typed. */
async function makeEntry({ output }: CommandContext): Promise<Result<string>> {
	const { askSecret = null } = output;
	if (askSecret === null) return fail('refused', 'A passphrase is typed on a terminal, and there is none');
	const first = await askSecret('Passphrase: ');
	if (first === null) return fail('cancelled', 'No passphrase was given');
	const second = await askSecret('Once more: ');
	try {
		if (second === null) return fail('cancelled', 'No passphrase was given');
		if (first.length < leastBytes) return fail('refused', `A passphrase has ${leastBytes} characters at least`);
		if (!Buffer.from(first).equals(second)) return fail('refused', 'The two are not the same', 'Try again.');
		return succeed(await makePassphraseEntry(first));
	} finally {
		first.fill(0);
		second?.fill(0);
	}
}
