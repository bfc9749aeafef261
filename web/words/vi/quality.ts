/** Words of the page of data quality. */
export const quality = {
  menu: 'Chất lượng dữ liệu',
  title: 'Chất lượng dữ liệu theo nguồn',
  kind: 'Loại',
  none: 'Chưa có nguồn nào gửi sự kiện đến hết kỳ này.',
  source: 'Nguồn',
  onlyLargest: (listed: string, total: string) =>
    `Có ${total} nguồn; bảng liệt kê ${listed} nguồn gửi nhiều nhất. Nguồn phải là tên cố định của phần mềm, không tự sinh.`,
  events: 'Sự kiện',
  lastEvent: 'Sự kiện cuối',
  lastStored: 'Lưu lần cuối',
  allGood: 'Không phát hiện vấn đề',
  nothingInPeriod: 'không gửi gì trong kỳ',
  officeTime: (time: string) => `${time} làm việc`,
  workingDays: (n: string) => `${n} ngày làm việc`,
  advice: 'Cách xử lý',
  columns: {
    silent: 'Im lặng',
    unmapped: 'Đơn vị lạ',
    missingDueDates: 'Thiếu hạn trả',
    clockSkew: 'Lệch giờ',
    lateArrivals: 'Đến muộn',
    duplicates: 'Gửi trùng',
    crowded: 'Quá nhiều sự kiện',
    names: 'Quá nhiều tên',
    impossible: 'Sai trình tự',
    rewriting: 'Nghi sửa trạng thái',
  },
  silentSince: (since: string, office: string) => `Không có sự kiện từ ${since} (đã ${office})`,
  usualGap: (gap: string) => `Thường cách nhau không quá ${gap}.`,
  silentAdvice: 'Kiểm tra phần mềm một cửa và đường truyền của nguồn này.',
  unmappedAdvice: 'Bổ sung units.csv theo cột bên phải.',
  unmappedUnit: 'Đơn vị như nguồn gửi',
  addTo: 'Cần thêm vào units.csv',
  addAlias: (name: string) => `Cột aliases của đơn vị tương ứng: ${name}`,
  addAliasOrAgencyId: (name: string, code: string) =>
    `Cột aliases của đơn vị tương ứng: ${name}; nếu tên này là của nhiều đơn vị thì cột agency_id: ${code}`,
  addRow: (code: string) =>
    `Một dòng mới có code ${code} (đủ name, level, area, parent); nếu là mã định danh cơ quan thì cột agency_id của đơn vị tương ứng`,
  noUnit: 'không ghi đơn vị',
  noUnitAdvice: 'Không thêm được: nguồn phải gửi đơn vị của hồ sơ',
  clockSkew: (events: string, greatest: string) =>
    `${events} sự kiện có thời điểm sau lúc nhận, nhiều nhất ${greatest}`,
  clockAdvice: 'Chỉnh đồng hồ hoặc múi giờ của máy gửi (cần +07:00).',
  lateArrivals: (events: string, greatest: string) =>
    `${events} sự kiện đến muộn hơn một ngày, lâu nhất ${greatest}`,
  lateAdvice: 'Bình thường khi nạp dữ liệu cũ; nếu không, kiểm tra lịch đồng bộ của nguồn.',
  duplicates: (events: string) => `${events} sự kiện lặp lại mã đã gửi`,
  duplicatesAdvice:
    'Số liệu không bị ảnh hưởng khi nội dung như nhau; nguồn chỉ nên gửi lại khi chưa nhận được trả lời.',
  impossible: (count: string) => `${count} lần chuyển trạng thái sai trình tự`,
  impossibleAdvice: 'Kiểm tra bảng ánh xạ trạng thái và thời điểm sự kiện của nguồn.',
  times: (count: string, dossiers: string) => `${count} lần ở ${dossiers} hồ sơ`,
  example: 'ví dụ',
  missingMessages: 'Bản tin chưa đếm mà Kafka không còn giữ',
  missingMessagesAdvice:
    'Số liệu thiếu các bản tin này. Đề nghị nguồn gửi lại, rồi xác nhận đã xem bằng lệnh npm run missing -- seen.',
  missingCauses: {
    deleted: 'Kafka đã xoá trước khi được đọc',
    lost: 'ClickHouse làm mất, Kafka cũng không còn',
  },
  partition: 'Phân vùng',
  offsets: 'Vị trí',
  foundAt: 'Phát hiện',
  seenAt: 'Đã xem',
  notSeen: 'chưa xem',
  noDeadLetters: 'Không có bản tin lỗi trong kỳ này.',
  field: 'Trường',
  wholeMessage: '(cả bản tin)',
  reason: 'Lý do',
  messages: 'Bản tin',
  lastSeen: 'Gần nhất',
  moreDeadLetters: (count: string) => `và ${count} bản tin với lý do khác`,
  /** What differs between dossiers and cases of other kinds. */
  dossier: {
    cases: 'Hồ sơ',
    unmapped: (dossiers: string) => `${dossiers} hồ sơ của đơn vị không có trong danh sách`,
    unmappedList: 'Xem các hồ sơ chưa ánh xạ',
    missingDueDates: (count: string, of: string) =>
      `${count} trên ${of} hồ sơ đang hoặc đã giải quyết không có hạn trả`,
    missingAdvice: 'Đề nghị nguồn gửi ngày hẹn trả, hoặc ghi thời hạn của thủ tục vào procedures.csv.',
    crowded: (dossiers: string, events: string) => `${dossiers} hồ sơ có hơn ${events} sự kiện`,
    crowdedAdvice: 'Kiểm tra phần mềm nguồn: một hồ sơ thường chỉ có vài chục sự kiện.',
    names: (units: string, procedures: string, officers: string) =>
      `Tên khác nhau quá nhiều: ${units} đơn vị, ${procedures} thủ tục, ${officers} cán bộ`,
    namesAdvice: 'Nguồn phải gửi mã và tên cố định, không ghép số hồ sơ hay thời điểm vào tên.',
    neverPaused: (resolved: string) =>
      `${resolved} hồ sơ đã giải quyết mà không hồ sơ nào từng tạm dừng (5, 6, 8)`,
    reopened: (count: string) => `${count} lần báo đã xử lý xong (9) rồi lại đang xử lý`,
    rewritingAdvice:
      'Hỏi nhà cung cấp phần mềm có đổi 5, 6, 8 thành 9 trước khi đồng bộ không; nếu có, số tạm dừng và quá hạn của nguồn này thấp hơn thực tế.',
    deadLetters: 'Bản tin không đếm được (mọi nguồn)',
  },
  general: {
    cases: 'Trường hợp',
    unmapped: (cases: string) => `${cases} trường hợp của đơn vị không có trong danh sách`,
    unmappedList: 'Xem các trường hợp chưa ánh xạ',
    missingDueDates: (count: string, of: string) =>
      `${count} trên ${of} trường hợp đang hoặc đã giải quyết không có hạn`,
    missingAdvice: 'Đề nghị nguồn gửi hạn xử lý, hoặc ghi thời hạn vào danh mục của loại này.',
    crowded: (cases: string, events: string) => `${cases} trường hợp có hơn ${events} sự kiện`,
    crowdedAdvice: 'Kiểm tra phần mềm nguồn: một trường hợp thường chỉ có vài chục sự kiện.',
    names: (units: string, _procedures: string, officers: string) =>
      `Tên khác nhau quá nhiều: ${units} đơn vị, ${officers} cán bộ`,
    namesAdvice: 'Nguồn phải gửi mã và tên cố định, không ghép mã trường hợp hay thời điểm vào tên.',
    neverPaused: (resolved: string) =>
      `${resolved} trường hợp đã giải quyết mà không trường hợp nào từng tạm dừng`,
    reopened: (count: string) => `${count} lần báo đã giải quyết rồi lại đang giải quyết`,
    rewritingAdvice:
      'Hỏi nhà cung cấp phần mềm có báo các bước tạm dừng là đã giải quyết không; nếu có, số tạm dừng và quá hạn của nguồn này thấp hơn thực tế.',
    deadLetters: 'Bản tin không đếm được (mọi nguồn, mọi loại trừ hồ sơ)',
  },
};
