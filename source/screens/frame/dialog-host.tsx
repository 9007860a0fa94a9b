import { useMemo, useSyncExternalStore } from 'react';
import type { KeyTable } from '../../domain/keys.ts';
import { withReasons } from '../../hooks/act-keys.ts';
import { useConsole } from '../../hooks/console-context.ts';
import type { DialogQueue, DialogRequest } from '../../hooks/dialog-queue.ts';
import type { FrameActs } from '../../hooks/frame-acts.ts';
import type { ConsoleKeyRouter } from '../../hooks/key-router.ts';
import { paletteEntries, type ThemeChoice } from '../../hooks/palette-entries.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import type { ScreenDefinition } from '../screen.ts';
import { AboutDialog, type Fact } from './about-dialog.tsx';
import { ChooseDialog } from './choose-dialog.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import type { DialogArea } from './dialog-parts.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { PaletteDialog } from './palette-dialog.tsx';
import { PromptDialog } from './prompt-dialog.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { TextDialog } from './text-dialog.tsx';

export type DialogHostProps = {
	readonly area: DialogArea;
	readonly queue: DialogQueue;
	readonly router: ConsoleKeyRouter;
	readonly acts: FrameActs;
	readonly screens: readonly ScreenDefinition[];
	readonly version: string;
	readonly facts: readonly Fact[];
	readonly setTheme: (mode: ThemeChoice) => void;
};

/** The dialog that waits for an answer, if one does. */
export function DialogHost(props: DialogHostProps) {
	const request = useSyncExternalStore(props.queue.subscribe, props.queue.current);
	return request === null ? null : <Dialog key={request.id} {...props} request={request} />;
}

function Dialog({ request, ...props }: DialogHostProps & { readonly request: DialogRequest }) {
	const { area } = props;
	const close = () => request.answer(null);
	switch (request.kind) {
		case 'confirm':
			// Another state is another question: what was typed for the one before is gone.
			return <ConfirmDialog key={request.content.flips} area={area} {...request.content} onAnswer={request.answer} />;
		case 'choose': {
			const { title, choices, initial } = request.content;
			return (
				<ChooseDialog area={area} title={title} choices={choices} initial={initial ?? null} onAnswer={request.answer} />
			);
		}
		case 'prompt':
			return <PromptDialog area={area} question={request.content} onAnswer={request.answer} />;
		case 'secret':
			return <SecretDialog area={area} question={request.content} onAnswer={request.answer} />;
		case 'text':
			return <TextDialog area={area} {...request.content} onClose={close} />;
		case 'help':
			return <Help {...props} onClose={close} />;
		case 'palette':
			return <Palette {...props} onClose={close} />;
		case 'about':
			return <AboutDialog area={area} facts={props.facts} onClose={close} />;
	}
}

type ClosableProps = DialogHostProps & { readonly onClose: () => void };

function Help({ area, router, version, onClose }: ClosableProps) {
	// Read once, before the help makes its own claim.
	const access = useConsoleState((state) => state.access);
	const isReadOnly = useConsoleState((state) => state.isReadOnly);
	const tables = useMemo(() => {
		const who = { access, isReadOnly };
		return router.activeClaims().flatMap(({ table }): KeyTable[] => (table === null ? [] : [withReasons(table, who)]));
	}, [router, access, isReadOnly]);
	return <HelpDialog area={area} tables={tables} keysOf={router.keysOf} version={version} onClose={onClose} />;
}

function Palette({ area, queue, router, acts, screens, setTheme, onClose }: ClosableProps) {
	const console = useConsole();
	const entries = useMemo(() => {
		const { tab } = console.store.getState();
		const commands = screens.find((screen) => screen.name === tab)?.commands ?? [];
		const { openAbout } = queue;
		const who = console.store.getState();
		const claims = router
			.activeClaims()
			.map((claim) => ({ ...claim, table: claim.table === null ? null : withReasons(claim.table, who) }));
		return paletteEntries({ console, acts, claims, keysOf: router.keysOf, setTheme, openAbout, commands });
	}, [console, acts, router, screens, setTheme, queue]);
	return <PaletteDialog area={area} entries={entries} onClose={onClose} />;
}
