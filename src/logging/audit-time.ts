/** A time as mod_security2 writes it, local: `21/Nov/2026:16:47:24.839000 +0000` (msc_util.c, `current_logtime`). */
export const auditTime = (at: Date): string => {
  const [, month = '', day = '', year = '', clock = '', zone = ''] = at.toString().split(' ')
  return `${day}/${month}/${year}:${clock}.${String(at.getMilliseconds()).padStart(3, '0')}000 ${zone.slice(3)}`
}
