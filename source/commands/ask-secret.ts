import { createSecretLine, typeSecret } from '../domain/secret-line.ts';

/**
 * One line from the terminal that is not echoed, asked for on stderr: its bytes, which the caller overwrites; null where the
 * person left. What was typed before the question stood there is thrown away by the caller.
 */
export async function askSecretOn(
	{ stdin, stderr }: Pick<NodeJS.Process, 'stdin' | 'stderr'>,
	question: string,
): Promise<Uint8Array | null> {
	const line = createSecretLine();
	// First the echo goes, then the question comes: who types at once is not seen either.
	stdin.setRawMode(true);
	stderr.write(question);
	const answer = await new Promise<'done' | 'left'>((resolve) => {
		const onData = (chunk: Buffer) => {
			const what = typeSecret(line, chunk);
			chunk.fill(0);
			if (what === 'more') return;
			stdin.off('data', onData);
			stdin.off('end', onEnd);
			resolve(what);
		};
		const onEnd = () => resolve('left');
		stdin.on('data', onData);
		stdin.once('end', onEnd);
		stdin.resume();
	});
	stdin.pause();
	stdin.setRawMode(false);
	stderr.write('\n');
	if (answer === 'done') return line.take();
	line.clear();
	return null;
}
