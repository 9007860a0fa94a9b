import { useState } from 'react';
import { bodyWidth } from '../../components/dialog-box.ts';
import { fieldSegments } from '../../components/field.ts';
import type { Segment } from '../../components/segments.ts';
import type { KeyPress, KeyTable } from '../../domain/keys.ts';
import { completeLine, editLine, lineOf } from '../../domain/line-editor.ts';
import { sanitise } from '../../domain/sanitise.ts';
import type { PromptQuestion } from '../../hooks/dialog-queue.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { boxWidth, type DialogArea, DialogBoxView } from './dialog-parts.tsx';

export type PromptDialogProps = {
	readonly area: DialogArea;
	readonly question: PromptQuestion;
	readonly onAnswer: (text: string | null) => void;
};

const promptKeys: KeyTable<'prompt.take' | 'prompt.leave' | 'prompt.complete'> = {
	scope: 'prompt',
	title: 'Text',
	bindings: [
		{ id: 'prompt.take', keys: ['Enter'], hint: 'take', description: 'Take the text', weight: 90 },
		{ id: 'prompt.leave', keys: ['Esc'], hint: 'leave', description: 'Take nothing', weight: 80 },
		{ id: 'prompt.complete', keys: ['Tab'], hint: 'complete', description: 'Complete the text', weight: 70 },
	],
};

const maxSuggestions = 6;

export function PromptDialog({ area, question, onAnswer }: PromptDialogProps) {
	const [line, setLine] = useState(() => lineOf(question.initial ?? ''));
	const [note, setNote] = useState('');
	const candidates = question.completions ?? [];
	const { matches, shared } = completeLine(line.text, candidates);
	const take = (press: KeyPress) => {
		if (press.isBurst) return;
		const complaint = question.validate?.(line.text) ?? null;
		if (complaint === null) onAnswer(line.text);
		else setNote(sanitise(complaint));
	};
	useKeys(
		'dialog',
		promptKeys,
		{
			'prompt.take': take,
			'prompt.leave': () => onAnswer(null),
			...(candidates.length === 0 ? {} : { 'prompt.complete': () => setLine(lineOf(shared)) }),
		},
		(press) => {
			setNote('');
			setLine((before) => editLine(before, press) ?? before);
		},
	);
	const width = boxWidth(area, 72);
	const suggestions = line.text === '' || matches.includes(line.text) ? [] : matches.slice(0, maxSuggestions);
	const rows: ReadonlyArray<readonly Segment[]> = [
		[{ text: sanitise(question.label), style: 'dim' }],
		fieldSegments(line, bodyWidth(width)),
		...suggestions.map((text): readonly Segment[] => [{ text: `  ${sanitise(text)}`, style: 'dim' }]),
		...(matches.length > maxSuggestions && suggestions.length > 0
			? [[{ text: `  and ${matches.length - maxSuggestions} more`, style: 'dim' as const }]]
			: []),
		...(note === '' ? [] : [[{ text: note, style: 'warn' as const }]]),
	];
	return <DialogBoxView area={area} title={sanitise(question.title)} width={width} body={rows} />;
}
