/** The fixed words of the audit trail's file. */
export interface TrailFileWords {
  readonly title: string
  readonly meta: (number: string, made: string) => string
  readonly intro: string
  readonly partial: string
  readonly contract: string
  readonly number: string
  readonly parties: string
  readonly zone: (zone: string) => string
  readonly claimed: (time: string) => string
  readonly recorded: (time: string) => string
  readonly timestamped: (time: string) => string
  readonly sent: (time: string, rule: string, place: string) => string
  readonly received: (time: string, rule: string, place: string) => string
  readonly version: (version: string) => string
  readonly document: (hash: string) => string
  readonly statement: (hash: string) => string
  readonly file: (hash: string) => string
  readonly certificate: (hash: string) => string
  readonly from: (address: string, agent: string) => string
  readonly withheld: string
  readonly reason: (reason: string) => string
  readonly holder: string
  readonly logged: (number: string, size: string, origin: string) => string
  readonly unlogged: string
  readonly record: (number: number, hash: string) => string
  readonly attachment: string
  readonly rules: Readonly<Record<'vn-2023' | 'vn-2005' | 'un-ecc', string>>
  readonly notice: Readonly<Record<'seen' | 'unseen' | 'unknown', string>>
}

const en: TrailFileWords = {
  title: 'Audit trail',
  meta: (number, made) => `No. ${number} · made ${made}`,
  intro: 'Every moment of the contract’s life that the service wrote down, in order. What a clock claimed, what the service observed and what a timestamp proves are kept apart. Each record names the hash of the one before; the public log holds a salted commitment to each. The attached JSON has the whole proofs: any program of the format checks them without the service.',
  partial: 'This is one party’s view: addresses, devices and mailboxes of others are withheld; the hashes and proofs of their records are not.',
  contract: 'Contract', number: 'Number', parties: 'Parties',
  zone: (zone) => `own clock ${zone}`,
  claimed: (time) => `Claimed by the signatory’s clock: ${time}`,
  recorded: (time) => `Observed: ${time}`,
  timestamped: (time) => `Timestamped: ${time}`,
  sent: (time, rule, place) => `Sent ${time} (${rule})${place === '' ? '' : ` from ${place}`}`,
  received: (time, rule, place) => `Received ${time} (${rule})${place === '' ? '' : ` at ${place}`}`,
  version: (version) => `Version ${version}`,
  document: (hash) => `document ${hash}`, statement: (hash) => `statement ${hash}`, file: (hash) => `file ${hash}`, certificate: (hash) => `certificate ${hash}`,
  from: (address, agent) => `From ${[address, agent].filter(Boolean).join(' · ') || '–'}`,
  withheld: 'From where, and by which mailbox, is withheld here.',
  reason: (reason) => `Said: ${reason}`,
  holder: 'By the holder of the link, not identified further.',
  logged: (number, size, origin) => `In the public log: entry ${number} of ${origin}, in a tree of ${size}`,
  unlogged: 'Not in the public log yet.',
  record: (number, hash) => `Record ${number}, hash ${hash}`,
  attachment: 'The same trail as data, with proofs',
  rules: { 'vn-2023': 'Viet Nam, Law 20/2023/QH15', 'vn-2005': 'Viet Nam, Law of 2005', 'un-ecc': 'UN Convention of 2005' },
  notice: { seen: 'The notice was in view without scrolling. Notice is not assent.', unseen: 'The notice was not in view without scrolling. Notice is not assent.', unknown: 'Whether the notice was in view was not measured. Notice is not assent.' },
}

const vi: TrailFileWords = {
  title: 'Diễn biến hợp đồng',
  meta: (number, made) => `Số ${number} · lập lúc ${made}`,
  intro: 'Mọi thời điểm trong quá trình của hợp đồng mà dịch vụ đã ghi, theo thứ tự. Giờ do đồng hồ người ký khai, giờ dịch vụ ghi nhận và giờ của dấu thời gian được tách riêng. Mỗi bản ghi nêu mã băm của bản trước; sổ công khai giữ một mã băm có trộn số ngẫu nhiên cho từng bản. Tệp JSON đính kèm có đủ bằng chứng: chương trình nào đọc được định dạng này đều kiểm tra được mà không cần đến dịch vụ.',
  partial: 'Đây là phần dành cho một bên: địa chỉ mạng, thiết bị và hộp thư của người khác không được nêu; mã băm và bằng chứng của các bản ghi đó vẫn có đủ.',
  contract: 'Hợp đồng', number: 'Số', parties: 'Các bên',
  zone: (zone) => `giờ máy ${zone}`,
  claimed: (time) => `Giờ do máy người ký khai: ${time}`,
  recorded: (time) => `Ghi nhận: ${time}`,
  timestamped: (time) => `Dấu thời gian: ${time}`,
  sent: (time, rule, place) => `Gửi ${time} (${rule})${place === '' ? '' : ` từ ${place}`}`,
  received: (time, rule, place) => `Nhận ${time} (${rule})${place === '' ? '' : ` tại ${place}`}`,
  version: (version) => `Phiên bản ${version}`,
  document: (hash) => `văn bản ${hash}`, statement: (hash) => `bản xác nhận ${hash}`, file: (hash) => `tệp ${hash}`, certificate: (hash) => `chứng thư ${hash}`,
  from: (address, agent) => `Từ ${[address, agent].filter(Boolean).join(' · ') || '–'}`,
  withheld: 'Ở đây không nêu từ đâu và bằng hộp thư nào.',
  reason: (reason) => `Ghi chú: ${reason}`,
  holder: 'Người giữ đường dẫn, chưa rõ thêm danh tính.',
  logged: (number, size, origin) => `Trong sổ công khai: mục số ${number} của ${origin}, trong cây gồm ${size} mục`,
  unlogged: 'Chưa có trong sổ công khai.',
  record: (number, hash) => `Bản ghi ${number}, mã băm ${hash}`,
  attachment: 'Cùng diễn biến này ở dạng dữ liệu, kèm bằng chứng',
  rules: { 'vn-2023': 'Việt Nam, Luật 20/2023/QH15', 'vn-2005': 'Việt Nam, Luật năm 2005', 'un-ecc': 'Công ước Liên hợp quốc 2005' },
  notice: { seen: 'Thông báo nằm trong vùng nhìn mà không cần cuộn. Thông báo không phải là sự đồng ý.', unseen: 'Phải cuộn mới thấy thông báo. Thông báo không phải là sự đồng ý.', unknown: 'Không đo được thông báo có trong vùng nhìn hay không. Thông báo không phải là sự đồng ý.' },
}

export const TRAIL_FILE_WORDS: Readonly<Record<'vi' | 'en', TrailFileWords>> = { vi, en }
