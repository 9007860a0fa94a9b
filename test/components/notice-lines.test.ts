import { expect, test } from 'vitest';
import { noticeLines } from '../../source/components/notice-lines.ts';

const settings =
	'settings: /home/anna/.config/opsdash/settings.yaml line 3: there is no setting colur; did you mean colour?';
const textsAt = (notices: readonly string[], columns: number, rows: number) =>
	noticeLines(notices, columns, rows, '…').map(({ text, isFirst }) => `${isFirst ? '! ' : '  '}${text}`);

test('a long notice is wrapped where there are rows', () => {
	const lines = textsAt([settings], 80, 4);
	expect(lines).toHaveLength(2);
	expect(lines.join(' ')).toContain('did you mean colour?');
	expect(lines.every((line) => line.length <= 80)).toBe(true);
});

test('a notice that has no room ends with an ellipsis', () => {
	const lines = textsAt([settings], 40, 2);
	expect(lines).toHaveLength(2);
	expect(lines[1]).toMatch(/…$/);
});

test('a path gives way to what is said of its file', () => {
	const deep = settings.replace('/.config', '/projects/console/with/a/long/name/.config');
	expect(textsAt([deep], 40, 3)).toEqual([
		'! settings: …/settings.yaml line 3:',
		'  there is no setting colur; did you',
		'  mean colour?',
	]);
});

test('the last notice is told even where there is one row', () => {
	expect(textsAt(['an older one', 'not reachable'], 40, 1)).toEqual(['! not reachable']);
	expect(textsAt(['an older one', 'not reachable'], 40, 2)).toEqual(['! an older one', '! not reachable']);
});
