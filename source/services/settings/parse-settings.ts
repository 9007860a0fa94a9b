import { type Document, LineCounter, type Node, parseDocument } from 'yaml';
import { findNearest } from '../../domain/nearest.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { defaultSettings, type LoadedSettings, type Settings } from '../../domain/settings.ts';
import { checkSetting } from './settings-shape.ts';

/** The settings in a text of YAML; `path` is for the sentences. */
export function parseSettings(text: string, path: string): LoadedSettings {
	const counter = new LineCounter();
	const document: Document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
	const [syntax] = document.errors;
	if (syntax !== undefined) {
		const line = counter.linePos(syntax.pos[0]).line;
		return { settings: defaultSettings, notices: [sentence(path, line, `${syntax.message}; the defaults hold`)] };
	}
	const value = toPlain(document);
	if (value === null) return { settings: defaultSettings, notices: [] };
	if (typeof value !== 'object' || Array.isArray(value)) {
		const what = 'settings are lines of NAME: VALUE; the defaults hold';
		return { settings: defaultSettings, notices: [sentence(path, 1, what)] };
	}
	const notices: string[] = [];
	const taken: Record<string, unknown> = {};
	for (const [name, entry] of Object.entries(value)) {
		if (!isSettingName(name)) {
			notices.push(sentence(path, lineOf(document, [name], counter), unknownName(name)));
			continue;
		}
		const checked = checkSetting(name, entry);
		if (checked.ok) taken[name] = checked.value;
		else {
			const at = [name, ...checked.issue.path];
			notices.push(sentence(path, lineOf(document, at, counter), `${at.join('.')}: ${checked.issue.message}`));
		}
	}
	return { settings: { ...defaultSettings, ...taken }, notices };
}

/** Null for an empty file, and for aliases nested without end. */
function toPlain(document: Document): unknown {
	try {
		return document.toJS() ?? null;
	} catch {
		return 'unresolvable';
	}
}

function isSettingName(name: string): name is keyof Settings {
	return Object.hasOwn(defaultSettings, name);
}

function unknownName(name: string): string {
	const nearest = findNearest(name, Object.keys(defaultSettings), 1)[0];
	return `there is no setting ${name}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}

function lineOf(document: Document, path: ReadonlyArray<string | number>, counter: LineCounter): number {
	for (let depth = path.length; depth > 0; depth--) {
		const node = document.getIn(path.slice(0, depth), true) as Node | undefined;
		const offset = node?.range?.[0];
		if (offset !== undefined) return counter.linePos(offset).line;
	}
	return 1;
}

function sentence(path: string, line: number, what: string): string {
	return `settings: ${sanitise(path)} line ${line}: ${sanitise(what)}`;
}
