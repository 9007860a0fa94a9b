import { useEffect, useState } from 'react';
import { wrapCells } from '../../components/cells.ts';
import { bodyWidth } from '../../components/dialog-box.ts';
import type { Segment } from '../../components/segments.ts';
import type { KeyPress, KeyTable } from '../../domain/keys.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { createSecretLine } from '../../domain/secret-line.ts';
import type { SecretQuestion } from '../../hooks/dialog-queue.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { boxWidth, type DialogArea, DialogBoxView, useDeliberate } from './dialog-parts.tsx';

export type SecretDialogProps = {
	readonly area: DialogArea;
	readonly question: SecretQuestion;
	readonly onAnswer: (secret: Uint8Array | null) => void;
};

const secretKeys: KeyTable<'secret.take' | 'secret.leave' | 'secret.rub' | 'secret.clear'> = {
	scope: 'secret',
	title: 'Password',
	bindings: [
		{ id: 'secret.take', keys: ['Enter'], hint: 'give it', description: 'Give the password', weight: 90 },
		{ id: 'secret.leave', keys: ['Esc'], hint: 'give none', description: 'Give none; nothing runs', weight: 80 },
		{ id: 'secret.rub', keys: ['Backspace'], hint: 'rub out', description: 'Take the last character away', weight: 20 },
		{ id: 'secret.clear', keys: ['Ctrl+U'], hint: 'begin anew', description: 'Take everything away', weight: 10 },
	],
};

/**
 * Asks for a password. Its bytes stand in one place that is overwritten; nothing of it is state of React, and its length is not
 * shown. A password that was typed before the dialog stood there is not taken: it was meant for something else.
 */
export function SecretDialog({ area, question, onAnswer }: SecretDialogProps) {
	const [line] = useState(createSecretLine);
	const [note, setNote] = useState('');
	const isDeliberate = useDeliberate();
	useEffect(() => () => line.clear(), [line]);
	const type = (press: KeyPress) => {
		if (press.text === '') return;
		if (!isDeliberate({ ...press, isBurst: false })) return;
		const bytes = new TextEncoder().encode(press.text);
		line.add(bytes);
		bytes.fill(0);
		setNote('');
	};
	const take = () => {
		if (line.isEmpty()) setNote('Nothing was typed yet.');
		else onAnswer(line.take());
	};
	useKeys(
		'dialog',
		secretKeys,
		{
			'secret.take': take,
			'secret.leave': () => onAnswer(null),
			'secret.rub': () => line.removeLast(),
			'secret.clear': () => line.clear(),
		},
		type,
	);
	const width = boxWidth(area, 72);
	const rows: ReadonlyArray<readonly Segment[]> = [
		...wrapCells(sanitise(question.label), bodyWidth(width)).map((text): readonly Segment[] => [{ text }]),
		[],
		[{ text: 'What you type is not shown. Enter gives it, Esc gives none.', style: 'dim' }],
		...(note === '' ? [] : [[{ text: note, style: 'warn' as const }]]),
	];
	return <DialogBoxView area={area} title={sanitise(question.title)} width={width} isAlert body={rows} />;
}
