/** What the folder holds, for whoever finds it in years. */
export const EXPORT_NOTE = `Bản xuất của Countersign / Export of Countersign
================================================

index.csv                 danh mục hợp đồng / list of contracts (CSV, RFC 4180, UTF-8)
contracts/<id>/
  evidence.asice          gói bằng chứng tự kiểm tra được (ASiC-E, mở được như zip) / evidence package that verifies by itself (ASiC-E, opens as a zip)
  signed-NN.pdf           tệp đã ký như khi được xác nhận / signed file as it was acknowledged (PAdES)
  archive-….pdf           tệp đã gia hạn lưu trữ / the same, extended for the archive
  contract.json           văn bản đã công bố / published document (JSON, RFC 8785)
  records.jsonl           bản ghi nối nhau bằng mã băm / records, each linked to the one before by its hash (one JSON a line)
acceptances/<id>.jsonl    các lần đồng ý bằng nút bấm / acceptances by a click: statement, JWS (RFC 7515), receipt
log/<n>/                  sổ công khai (C2SP tlog-tiles) / the public log: checkpoint, key, tiles, entries
certificates/             chứng thư và danh sách thu hồi / certificates and revocation lists (DER)

Kiểm tra / to check: countersign verify contracts/<id>/evidence.asice --trust certificates/root.cer
`
