import type { HostData } from '../../domain/host.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Theme } from '../../theme.ts';
import {
	addressesSection,
	cronSection,
	gpusSection,
	temperaturesSection,
	timersSection,
	usersSection,
} from './activity-sections.ts';
import { type HostSection, reasonsOf } from './host-lines.ts';
import { hardwareSection, overviewSection } from './overview-section.ts';
import { disksSection, filesystemsSection, raidsSection } from './storage-sections.ts';
import { attentionSection, evidenceSections } from './trouble-sections.ts';

/** Everything of the Host tab in the order in which it is read on a narrow terminal. */
export function hostSections(data: HostData, problems: readonly Problem[], theme: Theme): readonly HostSection[] {
	const ink = { theme, problems, reasonOf: reasonsOf(problems) };
	return [
		attentionSection(data, problems, ink),
		overviewSection(data, ink),
		filesystemsSection(data, ink),
		hardwareSection(data, ink),
		...evidenceSections(data, ink),
		addressesSection(data, ink),
		usersSection(data, ink),
		disksSection(data, ink),
		raidsSection(data, ink),
		temperaturesSection(data, ink),
		gpusSection(data, ink),
		timersSection(data, ink),
		cronSection(data, ink),
	];
}
