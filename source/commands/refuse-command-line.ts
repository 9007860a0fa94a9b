import type { OpsError } from '../domain/result.ts';
import { complain, takeStamp } from './context.ts';
import { type ExitStatus, exitStatus } from './exit-status.ts';
import type { Output } from './output.ts';
import { guessVerb } from './parse-command-line.ts';
import { failureOf, formatJson } from './reporters/json.ts';
import type { Services } from './services.ts';
import { documentNameOf } from './verbs.ts';

/** Says why a command line cannot be run; in a document where it asks for one, though the rest of it was not understood. */
export async function refuseCommandLine(
	argv: readonly string[],
	error: OpsError,
	services: Services,
	output: Output,
): Promise<ExitStatus> {
	const end = argv.indexOf('--');
	const own = end === -1 ? argv : argv.slice(0, end);
	const isLine = own.includes('--jsonl');
	if (isLine || own.includes('--json')) {
		const document = failureOf(documentNameOf(guessVerb(own)), await takeStamp({ services }), error);
		await output.write(`${formatJson(document, !isLine)}\n`);
	} else complain(output, error);
	return exitStatus.usage;
}
