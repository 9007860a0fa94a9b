import { expect, test } from 'vitest';
import { createTopFallback } from '../../../source/services/collectors/top-fallback.ts';

test('so many processes that a command line cannot name them all are a failure in words', async () => {
	const read = createTopFallback(async () => 3400);
	expect(await read()).toMatchObject({
		ok: false,
		error: { code: 'unavailable', message: expect.stringContaining('3400 processes are too many') },
	});
});
