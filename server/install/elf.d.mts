export function retarget(input: Buffer): Buffer;
