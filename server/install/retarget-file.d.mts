export type System = { platform: string; arch: string; glibc: string | undefined };
export function retargetFile(path: string, system: System): string;
export function thisSystem(): System;
