"""The sentences for every trouble code: what happened, what was kept, what to do next. Data only; ``xzt.ui.text`` hands them out."""

from xzt.ui.sentences import Sentence, tr

TROUBLES: dict[str, Sentence] = {
    "attachment_missing": Sentence(tr("这个文件还没有取到本机。"), tr("公文和意见都在。"), tr("联网后会自动取回，取完再打开。")),
    "authority_exists": Sentence(tr("证书机构已经建立过了。"), tr("原有的密钥没有改动。"), tr("不需要再建。")),
    "authority_missing": Sentence(tr("找不到证书机构的密钥。"), tr("公文和签名都没有改动。"), tr("请从备份恢复证书机构的文件夹。")),
    "authority_unwritable": Sentence(tr("证书机构的密钥写不进磁盘。"), tr("原有的密钥没有改动。"), tr("请检查磁盘空间和权限后再试。")),
    "base_ahead": Sentence(
        tr("服务器从备份恢复过，还没有收到您看过的那些办理。"), tr("您的办理在本机等候。"), tr("先办的人联网补送后会自动送出。")
    ),
    "backup_no_room": Sentence(
        tr("磁盘空间不够，没有做备份。"), tr("文件库和以前的备份都没有改动。"), tr("请清理磁盘，或在“设置”里换一个备份文件夹。")
    ),
    "backup_place": Sentence(
        tr("备份文件夹“{place}”用不了，没有做备份。"),
        tr("文件库和以前的备份都没有改动。"),
        tr("请接上移动盘，或在“设置”里换一个备份文件夹。"),
    ),
    "backup_damaged": Sentence(tr("这个备份读不出来，没有恢复。"), tr("现在的文件库没有改动。"), tr("请选另一个备份，或从服务器重新取。")),
    "backup_running": Sentence(tr("另一个备份正在做。"), tr("文件库没有改动。"), tr("请等它做完再试。")),
    "backup_unreadable": Sentence(
        tr("备份写下后读不回来，没有采用。"), tr("文件库和以前的备份都没有改动。"), tr("请检查磁盘，或在“设置”里换一个备份文件夹。")
    ),
    "bag_info_malformed": Sentence(tr("归档包的说明文件读不懂。"), tr("归档包没有改动。"), tr("请向移交单位要原来的归档包。")),
    "blob_damaged": Sentence(
        tr("取回的文件与摘要不符，已经丢弃。"), tr("本机的内容都在。"), tr("联网后会重新取回；反复出现请联系系统管理员。")
    ),
    "blobs_address": Sentence(
        tr("对象存储的地址不对：{address}。"), tr("数据没有改动。"), tr("请写成 s3://桶/前缀?endpoint=https://地址；只有本机可以用 http。")
    ),
    "blobs_keys": Sentence(
        tr("没有对象存储的密钥。"), tr("数据没有改动。"), tr("请用环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY 给出。")
    ),
    "blob_missing": Sentence(tr("盖章文件还没有取到本机。"), tr("公文和意见都在。"), tr("请联网收发一次再试。")),
    "body_too_large": Sentence(
        tr("这次要送的内容太大，服务器没有接收。"), tr("内容都在本机。"), tr("请减小附件后再送，或联系系统管理员。")
    ),
    "bug": Sentence(tr("收发程序遇到错误，已经停下。"), tr("已办的内容都在本机。"), tr("请锁定后重新解锁；再出现时联系系统管理员。")),
    "calendar_malformed": Sentence(
        tr("这个日历文件读不懂或内容不对（{detail}）。"), tr("原来的日历没有变化。"), tr("请向发布日历的部门重新索取文件。")
    ),
    "calendar_signature": Sentence(
        tr("这个日历文件的签名没有通过核对，可能被改过，或者不是本系统签发的。"),
        tr("原来的日历没有变化。"),
        tr("请不要使用这个文件，重新索取。"),
    ),
    "certificate_malformed": Sentence(tr("有一张证书读不懂。"), tr("公文没有改动。"), tr("请联系系统管理员核对证书。")),
    "certificates_many": Sentence(tr("这个账号的证书太多，服务器不再签发。"), tr("本机的内容都在。"), tr("请系统管理员注销不用的设备。")),
    "crypto": Sentence(tr("国密算法库出错。"), tr("本机的内容都在。"), tr("请运行“本机体检”，并联系系统管理员。")),
    "data_in_use": Sentence(tr("这个数据文件夹正被另一个服务器使用。"), tr("数据没有改动。"), tr("请先停止另一个服务器。")),
    "database": Sentence(tr("服务器的数据库打不开。"), tr("数据没有改动。"), tr("请检查数据文件夹的权限和磁盘。")),
    "database_away": Sentence(tr("服务器连不上数据库。"), tr("已收到的内容都在。"), tr("请检查数据库是否在运行，稍后会自动再试。")),
    "der_malformed": Sentence(tr("签名或证书的编码不对。"), tr("公文没有改动。"), tr("请不要采用这份文件，并联系出具单位。")),
    "directory_malformed": Sentence(tr("目录文件的内容不对：{detail}。"), tr("原有的目录没有改动。"), tr("请改正文件后再装入。")),
    "disk": Sentence(tr("磁盘读写失败。"), tr("上一步之前的内容都在。"), tr("请检查磁盘后重试；仍不行请联系系统管理员。")),
    "disk_full": Sentence(tr("磁盘满了，这一步没有保存。"), tr("上一步之前的内容都在。"), tr("请清理磁盘后再试。")),
    "draft_closed": Sentence(
        tr("这份草稿已经送审，或者您不再参加起草。"), tr("您没有送出的内容已放在“需处理”里。"), tr("请核对新的正文，需要时请起草人修改。")
    ),
    "draft_differs": Sentence(
        tr("这份草稿在别的设备上从另一稿写起，合不到一起。"), tr("本机写的都在。"), tr("请把本机的正文另存，再联系起草人。")
    ),
    "draft_gap": Sentence(tr("本机的修改记录缺了一段，服务器没有收。"), tr("本机写的都在。"), tr("请联系系统管理员。")),
    "draft_too_large": Sentence(
        tr("这份草稿的修改记录太大，服务器没有再收。"), tr("本机写的都在。"), tr("请保存并送审，或把长资料改为附件文件。")
    ),
    "draft_damaged": Sentence(
        tr("这份草稿的修改记录读不懂。"), tr("保存过的正文还在，修改记录也没有删。"), tr("请关上草稿再打开；仍不行请联系系统管理员。")
    ),
    "draft_incomplete": Sentence(tr("共同起草的修改还没有收全。"), tr("已收到的和您写的都在。"), tr("请联网收发一次，再打开这份草稿。")),
    "earlier_waits": Sentence(tr("前面的一步还没有办成，这一步先等着。"), tr("内容都在本机。"), tr("不需要操作，会自动继续。")),
    "file_changed": Sentence(tr("“{name}”正在被别的程序改写，没有添加。"), tr("原来的文件没有改动。"), tr("请保存并关上它，再添加。")),
    "file_empty": Sentence(tr("“{name}”是空文件，没有添加。"), tr("没有任何改动。"), tr("请核对后另选文件。")),
    "file_unreadable": Sentence(tr("文件读不出来：{path}。"), tr("没有任何改动。"), tr("请检查文件名和权限后再试。")),
    "font_missing": Sentence(tr("找不到画印章用的字体。"), tr("公文没有改动。"), tr("请重新安装湘政通。")),
    "flow_unreadable": Sentence(
        tr("这个文件不是本系统写出的流程，或者有一处读不懂（{detail}）。"),
        tr("没有任何改动。"),
        tr("请从 xzt flow export 写出的文件改起，不要删去各步的扩展内容。"),
    ),
    "folder_unusable": Sentence(tr("文件夹“{path}”不能用作导入文件夹。"), tr("原来的设置没有变。"), tr("请换一个能写入的文件夹。")),
    "import_refused": Sentence(tr("这个文件没有成为草稿。"), tr("文件已移到“未能导入”。"), tr("请打开软件用“导入文件”查看原因。")),
    "receipt_refused": Sentence(tr("这个文件没有成为收文登记稿。"), tr("文件已移到“未能导入”。"), tr("请用“登记纸质来文”附上它看原因。")),
    "import_dtd": Sentence(tr("这个文件带有外部定义，为安全起见没有打开。"), tr("没有任何改动。"), tr("请用 Word 或 WPS 另存后再导入。")),
    "import_empty": Sentence(tr("文件里没有文字。"), tr("没有任何改动。"), tr("请换一个文件。")),
    "import_encoding": Sentence(
        tr("这不是文本文件，或者认不出它的编码。"), tr("没有任何改动。"), tr("请用原来的软件打开，另存为 .docx 或 UTF-8 的 .txt。")
    ),
    "import_folder": Sentence(tr("“{name}”是文件夹，不是文件。"), tr("没有任何改动。"), tr("请选其中的一个文件。")),
    "import_gave_up": Sentence(tr("这个文件太复杂或已损坏，没能读完。"), tr("没有任何改动。"), tr("请用原来的软件打开并另存后再试。")),
    "import_locked": Sentence(
        tr("这个 .docx 文件设了打开密码，或者是旧式 .doc 改的名字。"),
        tr("没有任何改动。"),
        tr("请用 WPS 或 Word 打开，去掉密码，另存为 .docx。"),
    ),
    "import_not_document": Sentence(
        tr("这不是湘政通的公文文件，或者已经损坏。"), tr("没有任何改动。"), tr("请用湘政通存出的 .json 文件。")
    ),
    "import_not_docx": Sentence(tr("这不是完好的 .docx 文件。"), tr("没有任何改动。"), tr("请用 Word 或 WPS 打开并另存后再导入。")),
    "import_not_html": Sentence(tr("剪贴板里的内容读不出来。"), tr("没有任何改动。"), tr("请用“只粘贴文字”。")),
    "import_nothing": Sentence(tr("“{path}”里没有可以检查的公文。"), tr("没有任何改动。"), tr("请放入 .txt、.docx 或 .json 文件。")),
    "import_too_large": Sentence(tr("文件太大，没有导入。"), tr("没有任何改动。"), tr("请去掉图片或拆成几个文件。")),
    "import_type": Sentence(tr("不能导入这种文件（{ending}）。"), tr("没有任何改动。"), tr("请用 WPS 或 Word 打开，另存为 .docx。")),
    "import_unreadable": Sentence(tr("文件“{name}”读不出来。"), tr("没有任何改动。"), tr("请检查文件是否还在、是否被别的程序占用。")),
    "journey_stuck": Sentence(tr("演示没有走下去：{what}。"), tr("已走过的步骤都有记录。"), tr("请把输出交给开发人员。")),
    "key_damaged": Sentence(tr("保护文件库的密钥文件坏了。"), tr("文件库没有改动。"), tr("请联系系统管理员用备份恢复。")),
    "key_missing": Sentence(tr("找不到保护文件库的密钥文件。"), tr("文件库没有改动。"), tr("请联系系统管理员用备份恢复。")),
    "key_not_of_certificate": Sentence(tr("密钥和证书对不上。"), tr("公文没有改动。"), tr("请联系系统管理员核对印章。")),
    "kind_unknown": Sentence(tr("遇到不认识的公文类型（{kind}）。"), tr("本机的内容都在。"), tr("请更新湘政通后再打开。")),
    "letter_damaged": Sentence(
        tr("这个文件不完整，被改动过，或者不是离线交换的文件。"),
        tr("没有任何改动。"),
        tr("请从原来的介质重新复制；仍不行请对方重新写一份。"),
    ),
    "letter_done": Sentence(
        tr("这份回执的内容已经读入过了。"), tr("没有任何改动。"), tr("不需要操作；要收新的内容，请再导出一次，带到服务器。")
    ),
    "letter_foreign": Sentence(tr("这个文件是写给别的机器或别的服务器的。"), tr("没有任何改动。"), tr("请核对是不是拿错了文件。")),
    "letter_gap": Sentence(
        tr("这份回执之前还有一份没有读入。"), tr("没有任何改动。"), tr("请先读入较早的回执，或者重新导出，再办理一次。")
    ),
    "letter_kind": Sentence(tr("这是离线交换的另一种文件。"), tr("没有任何改动。"), tr("申请、准入、导出、回执各有用处，请核对文件名。")),
    "letter_no_key": Sentence(
        tr("本机还不知道服务器的密钥，不能导出。"), tr("已办的内容都在本机。"), tr("请联网登录一次，或者请管理员办理离线准入。")
    ),
    "letter_not_asked": Sentence(tr("这台机器上没有这个人的申请。"), tr("没有任何改动。"), tr("请先用 xzt airgap join 写出申请。")),
    "letter_stranger": Sentence(
        tr("写这个文件的人或机器不在目录里，或者证书已经失效。"), tr("没有任何改动。"), tr("请核对目录；需要时请对方重新申请准入。")
    ),
    "letter_unsigned": Sentence(tr("这个文件的签名不对，不能相信。"), tr("没有任何改动。"), tr("请不要采用，并联系对方核实。")),
    "listen": Sentence(tr("服务器不能使用地址 {address}。"), tr("数据没有改动。"), tr("请换一个端口，或停止占用它的程序。")),
    "log_unreadable": Sentence(tr("公文的办理日志读不懂。"), tr("公文没有改动。"), tr("请联系系统管理员核对服务器。")),
    "login_refused": Sentence(tr("用户名或密码不对。"), tr("没有任何改动。"), tr("请核对后重新输入；忘记密码请联系系统管理员。")),
    "login_shut": Sentence(tr("密码错得太多，账号暂时锁住。"), tr("本机的内容都在。"), tr("请过几分钟再试，或联系系统管理员。")),
    "malformed": Sentence(tr("有一份数据读不出来。"), tr("本机的内容都在。"), tr("请把这个情况告诉系统管理员。")),
    "manifest_malformed": Sentence(tr("归档包的清单读不懂。"), tr("归档包没有改动。"), tr("请向移交单位要原来的归档包。")),
    "metadata_malformed": Sentence(tr("归档包的元数据读不懂。"), tr("归档包没有改动。"), tr("请向移交单位要原来的归档包。")),
    "names_unreadable": Sentence(tr("机关名录读不懂：{path}。"), tr("没有任何改动。"), tr("请用湘政通的 JSON 名录文件。")),
    "not_archived": Sentence(tr("公文还没有归档编号，不能做归档包。"), tr("公文没有变化。"), tr("请先归档，得到档号后再做。")),
    "ofd_closed": Sentence(tr("这份文件已经盖章，不能再加签章。"), tr("文件没有改动。"), tr("请使用已盖章的文件。")),
    "ofd_differs": Sentence(tr("各联署机关盖章的不是同一份文件。"), tr("文件没有改动。"), tr("请重新送各联署机关用印。")),
    "ofd_dtd": Sentence(tr("这个 OFD 文件带有外部定义，为安全起见没有打开。"), tr("没有任何改动。"), tr("请向出具单位要一份合格的文件。")),
    "ofd_incomplete": Sentence(tr("这个 OFD 文件缺少内容。"), tr("没有任何改动。"), tr("请向出具单位要一份完整的文件。")),
    "ofd_malformed": Sentence(tr("这个 OFD 文件的结构不对。"), tr("没有任何改动。"), tr("请向出具单位要一份合格的文件。")),
    "ofd_too_large": Sentence(tr("这个 OFD 文件太大，没有打开。"), tr("没有任何改动。"), tr("请联系系统管理员。")),
    "ofd_unreadable": Sentence(tr("这个 OFD 文件读不出来。"), tr("没有任何改动。"), tr("请检查文件是否完整。")),
    "offline": Sentence(tr("连不上服务器。"), tr("已办的内容都在本机。"), tr("可以继续办理，联网后自动送出。")),
    "other_server": Sentence(
        tr("现在的服务器不是原来那一台。"), tr("本机的内容都在，没有送出。"), tr("请不要继续收发，并联系系统管理员。")
    ),
    "kind_not_known": Sentence(tr("没有“{kind}”这种公文。"), tr("没有写任何文件。"), tr("用 xzt template 列出全部文种。")),
    "template_kind": Sentence(
        tr("没有写明要哪种公文的模板。"), tr("没有写任何文件。"), tr("请写上文种，例如 xzt template 通知 --out 通知.docx。")
    ),
    "output_exists": Sentence(tr("“{path}”已经有了。"), tr("原有的文件没有改动。"), tr("请另选文件名或文件夹。")),
    "output_type": Sentence(tr("不能存成这种文件（{ending}）。"), tr("原来的文件没有改动。"), tr("请用 .docx 或 .json 结尾的文件名。")),
    "output_unwritable": Sentence(
        tr("“{path}”写不进磁盘。"), tr("原来的文件没有改动，也没有留下写了一半的文件。"), tr("请检查磁盘空间和权限，或另选文件夹。")
    ),
    "package_contradicts": Sentence(
        tr("归档包的内容与公文不一致，没有做成。"), tr("公文没有变化。"), tr("请联网收发一次再做；仍不行请联系系统管理员。")
    ),
    "package_exists": Sentence(tr("这个文件夹里已经有归档包。"), tr("原有的归档包没有改动。"), tr("请另选一个文件夹。")),
    "package_not_recorded": Sentence(tr("归档包做好了，但没有登记上。"), tr("归档包在所选的文件夹里。"), tr("请联网收发后再做一次。")),
    "package_unwritable": Sentence(tr("归档包写不进所选的文件夹。"), tr("公文没有变化。"), tr("请检查磁盘空间和权限，或另选文件夹。")),
    "page_missing": Sentence(tr("要盖章的页不在文件里。"), tr("公文没有变化。"), tr("请重新用印；仍不行请联系系统管理员。")),
    "path_too_large": Sentence(tr("要检测的内容太大。"), tr("没有任何改动。"), tr("请检查选的是不是归档包。")),
    "path_no_package": Sentence(
        tr("“{path}”里没有归档包。"), tr("没有任何改动。"), tr("请选归档包自己的文件夹（里面有 bagit.txt 和 data）或它的 .zip。")
    ),
    "path_type": Sentence(
        tr("“{path}”不是能核验的文件。"), tr("没有任何改动。"), tr("能核验的是归档包文件夹或 .zip、盖章的 .ofd、带签名的 .json。")
    ),
    "path_unknown": Sentence(tr("找不到要检测的文件：{path}。"), tr("没有任何改动。"), tr("请检查路径后再试。")),
    "path_unreadable": Sentence(tr("要检测的文件读不出来。"), tr("没有任何改动。"), tr("请检查权限后再试。")),
    "pdf_too_large": Sentence(tr("这个 PDF 文件有 {pages} 页，太多了。"), tr("没有任何改动。"), tr("请拆成几个文件。")),
    "pdf_unreadable": Sentence(tr("这个 PDF 文件读不出来。"), tr("没有任何改动。"), tr("请检查文件是否完整、是否设了密码。")),
    "picture_too_large": Sentence(
        tr("这张图片太大，没有放进去。"), tr("草稿没有变化。"), tr("请换一张不超过 12 MB、2400 万像素的图片，或先缩小。")
    ),
    "picture_unreadable": Sentence(
        tr("这不是完好的 PNG 或 JPEG 图片。"), tr("草稿没有变化。"), tr("请用别的软件另存为 PNG 或 JPEG 后再插入。")
    ),
    "print_cut": Sentence(tr("打印已停下，前 {count} 页已经送到打印机。"), tr("公文没有改动。"), tr("不要这几页时，请在打印机上取消。")),
    "printer_failed": Sentence(
        tr("打印机“{printer}”没有接收：{detail}。"), tr("公文没有改动，这次没有记入打印记录。"), tr("请检查打印机后再打印，或先存为PDF。")
    ),
    "printer_missing": Sentence(tr("找不到打印机“{printer}”。"), tr("公文没有改动。"), tr("请另选一台打印机，或先存为PDF。")),
    "mass_removal": Sentence(
        tr("服务器要从本机移走许多公文，收取已停下。"), tr("公文都还在本机，办理照常送出。"), tr("请点“立即收发”，看过名单再决定。")
    ),
    "profile_file_malformed": Sentence(
        tr("这个文件不是单位版式，或者有一项读不懂：{detail}。"), tr("版式没有变化。"), tr("请向给您文件的单位要湘政通导出的版式文件。")
    ),
    "lease_ended": Sentence(
        tr("这台机器太久没有同服务器联系，要联网才能解锁。"),
        tr("本机的内容和待送的办理都在。"),
        tr("请接上网络再解锁；服务器确认以后就能打开。"),
    ),
    "lease_refused": Sentence(
        tr("服务器没有认可这个账号，本机没有解锁。"),
        tr("本机的内容没有改动。"),
        tr("请联系系统管理员：账号可能已停用，或者口令在别处改过。"),
    ),
    "client_outdated": Sentence(
        tr("本机的湘政通版本太旧，服务器已不再支持，不能收发。"),
        tr("本机的内容和待送的办理都在，可以继续办理。"),
        tr("请联系系统管理员更新本机的湘政通，更新后自动送出。"),
    ),
    "server_outdated": Sentence(
        tr("服务器的版本太旧，本机不能与它收发。"),
        tr("本机的内容和待送的办理都在，可以继续办理。"),
        tr("请联系系统管理员更新服务器，更新后自动送出。"),
    ),
    "protocol_unsupported": Sentence(
        tr("服务器和本机的版本不一致，不能收发。"), tr("本机的内容都在，可以继续办理。"), tr("请联系系统管理员更新湘政通。")
    ),
    "push_too_long": Sentence(
        tr("一次送的操作太多，服务器没有接收。"), tr("内容都在本机。"), tr("会自动分几次再送；仍不行请联系系统管理员。")
    ),
    "record_missing": Sentence(tr("服务器上没有这件公文。"), tr("本机的内容都在。"), tr("请联网收发一次再试。")),
    "root_unreadable": Sentence(tr("根证书文件读不懂：{path}。"), tr("没有任何改动。"), tr("请用 PEM 格式的证书文件。")),
    "schema_newer": Sentence(tr("数据是更新版本的服务器写的（{version}）。"), tr("数据没有改动。"), tr("请更新服务器程序后再启动。")),
    "seal_malformed": Sentence(tr("电子印章读不懂。"), tr("公文没有变化。"), tr("请联系印章管理员核对印章。")),
    "seal_not_of_certificate": Sentence(tr("印章和证书对不上。"), tr("公文没有变化。"), tr("请联系印章管理员核对印章。")),
    "seal_place_missing": Sentence(tr("版面上没有盖章的位置。"), tr("公文没有变化。"), tr("请退回拟稿，检查落款机关后再用印。")),
    "server_error": Sentence(tr("服务器没有正常答复。"), tr("已办的内容都在本机。"), tr("稍后会自动再试；一直这样请联系系统管理员。")),
    "server_fault": Sentence(tr("服务器办这一步时出错。"), tr("内容都在本机。"), tr("稍后会自动再试；一直这样请联系系统管理员。")),
    "server_not_started": Sentence(tr("示例服务器没有启动。"), tr("没有任何改动。"), tr("请查看 server.log 后重试。")),
    "server_restored": Sentence(
        tr("服务器从备份恢复过，少了最近的一些办理。"), tr("本机的内容和办过的事都在。"), tr("正在自动补送，不用重新办理。")
    ),
    "session_missing": Sentence(tr("登录已过期。"), tr("已办的内容都在本机。"), tr("请锁定后重新输入密码。")),
    "signed_out": Sentence(tr("登录已过期。"), tr("已办的内容都在本机。"), tr("请锁定后重新输入密码，再继续收发。")),
    "signed_value_malformed": Sentence(tr("签章数据读不懂。"), tr("没有任何改动。"), tr("请不要采用这份文件，并联系出具单位。")),
    "sqlite_too_old": Sentence(tr("本机的 SQLite 版本太旧，文件库没有打开。"), tr("文件库没有改动。"), tr("请重新安装湘政通。")),
    "starting": Sentence(tr("服务器正在启动。"), tr("已办的内容都在本机。"), tr("稍后会自动再试。")),
    "state_secret_mark": Sentence(
        tr("文件带有国家秘密标志，没有导入。"), tr("草稿没有变化，文件没有保存。"), tr("请立即改用涉密载体和渠道，并报告保密办。")
    ),
    "damage_found": Sentence(
        tr("文件库里有坏掉的地方。"), tr("以前的备份没有改动。"), tr("请联网送出办理，再到“设置”的“备份”里恢复，并检查磁盘。")
    ),
    "stopped": Sentence(tr("备份停下了，没有做完。"), tr("文件库和以前的备份都没有改动。"), tr("下次打开时会自动再做。")),
    "store_damaged": Sentence(
        tr("文件库坏了，没有打开。"), tr("磁盘上的文件没有改动。"), tr("请点“备份和恢复”，从备份恢复，或从服务器重新取。")
    ),
    "store_exists": Sentence(tr("这个人在本机已经登录过了。"), tr("原有的文件库没有改动。"), tr("请返回解锁，用密码打开。")),
    "store_in_use": Sentence(tr("文件库正在另一个窗口中打开。"), tr("文件库没有改动。"), tr("请先关闭另一个窗口再解锁。")),
    "store_missing": Sentence(tr("找不到这个人的文件库。"), tr("其他人的文件库没有改动。"), tr("请重新选择人员，或首次登录。")),
    "store_outdated": Sentence(
        tr("本机的文件库是一份旧的副本，服务器确认过更新的内容，收发已经停下。"),
        tr("没有送出的内容都在，服务器上的内容没有改动。"),
        tr("请锁定，在解锁窗口的“备份和恢复”里从服务器重新取，没有送出的会一起带上；不是您换的，请告诉系统管理员。"),
    ),
    "head_unsigned": Sentence(
        tr("服务器对本机文件库的确认没有通过核对。"), tr("本机的内容都在。"), tr("稍后会自动再试；反复出现请联系系统管理员。")
    ),
    "store_newer": Sentence(tr("文件库是更新版本的湘政通写的。"), tr("文件库没有改动。"), tr("请更新湘政通后再打开。")),
    "store_not_encrypted": Sentence(tr("这个文件不是加密的文件库，没有打开。"), tr("文件没有改动。"), tr("请联系系统管理员。")),
    "store_settings": Sentence(tr("文件库的加密设置不对，没有打开。"), tr("文件库没有改动。"), tr("请重新安装湘政通。")),
    "store_several": Sentence(tr("本机有几个人的文件库。"), tr("文件库没有改动。"), tr("请用 --person 写明用户名。")),
    "unit_unknown": Sentence(tr("目录里没有这个单位。"), tr("本机的内容都在。"), tr("请系统管理员更新目录后再试。")),
    "verification_failed": Sentence(tr("归档包没有通过核验。"), tr("归档包没有改动。"), tr("请不要采用，并查看没有通过的项目。")),
    "wrong_password": Sentence(tr("密码不对，文件库没有打开。"), tr("文件库没有改动。"), tr("请重新输入，注意大小写和输入法。")),
    "zip_refused": Sentence(tr("这个压缩包的内容不合规范，没有打开。"), tr("没有任何改动。"), tr("请不要采用这份文件，并联系出具单位。")),
    "blob_mismatch": Sentence(
        tr("上传的文件与摘要不符，服务器没有接收。"), tr("文件还在本机。"), tr("稍后会自动重传；反复出现请联系系统管理员。")
    ),
    "blob_too_large": Sentence(tr("文件太大，服务器没有接收。"), tr("文件还在本机。"), tr("请减小附件后再送。")),
    "digest_malformed": Sentence(tr("文件的摘要写法不对。"), tr("文件还在本机。"), tr("请联系系统管理员。")),
    "key_malformed": Sentence(
        tr("本机的公钥不合规范，服务器没有签发证书。"), tr("本机的内容都在。"), tr("请重新登录；仍不行请联系系统管理员。")
    ),
    "person_unknown": Sentence(tr("目录里没有这个人。"), tr("没有任何改动。"), tr("请核对用户名，或联系系统管理员。")),
    "quota": Sentence(tr("本单位的存储空间用完了，文件没有传上去。"), tr("文件还在本机。"), tr("请系统管理员扩充空间，之后会自动重传。")),
    "objects_away": Sentence(
        tr("服务器暂时收存不了附件。"), tr("文件还在本机。"), tr("稍后会自动再试；长时间不好，请告诉管理员查看服务器的磁盘和附件存储。")
    ),
    "upload_unknown": Sentence(tr("服务器不知道这次上传。"), tr("文件还在本机。"), tr("不需要操作，会自动重新上传。")),
}
