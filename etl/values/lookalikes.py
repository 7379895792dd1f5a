"""Tables of characters that mean another one in the name of a place or an organisation."""

#: Traditional → simplified, one to one. Characters whose simplified form depends on the word (乾, 後, 鬱) and
#: characters that are themselves in use in place names are left out: they stay as typed and fail to match.
_TRADITIONAL = (
    "區区縣县鄉乡鎮镇莊庄灣湾龍龙門门東东廣广橋桥樓楼嶺岭島岛華华黨党總总會会員员鐵铁銀银鳳凤陽阳陰阴場场長长馬马鳥鸟"
    "魚鱼麗丽雲云興兴慶庆寧宁臺台灘滩澤泽濱滨瀋沈漢汉溝沟貴贵資资賀贺連连遼辽鄭郑鄧邓錦锦鋪铺開开閩闽閣阁關关隴陇"
    "隊队雞鸡離离靈灵韓韩順顺頭头風风馮冯驛驿鷹鹰黃黄齊齐龜龟吳吴單单國国園园圍围壩坝壽寿孫孙寶宝專专屬属岡冈崗岗"
    "嶽岳峽峡廟庙廠厂張张強强彎弯從从應应戶户揚扬數数無无時时晉晋書书條条楊杨業业榮荣樂乐樹树機机歐欧歷历況况涇泾"
    "渦涡湯汤滄沧滿满潁颍潔洁濟济濰潍瀘泸灤滦烏乌爐炉牆墙獨独環环瓊琼產产畢毕當当盤盘礦矿磚砖禮礼祿禄種种稅税穎颖"
    "窪洼籃篮紅红紀纪紹绍維维綠绿線线羅罗義义習习聖圣聯联聲声膠胶臨临舊旧萬万葉叶蒼苍蓮莲蔣蒋蘇苏蘭兰處处號号衛卫"
    "見见觀观規规記记設设許许論论證证譚谭豐丰貝贝財财責责賢贤賴赖趙赵車车軍军輝辉農农運运過过達达遠远選选遷迁還还"
    "鄒邹鄰邻醫医鐘钟陳陈陸陆際际隨随難难電电項项須须顧顾飛飞館馆體体鮮鲜鹽盐麥麦點点組组織织級级務务協协團团學学"
    "實实對对屆届師师廳厅廢废彙汇戰战擴扩執执報报導导勞劳勝胜動动勢势參参雙双發发變变讓让訓训評评議议誠诚費费"
    "質质跡迹轉转輪轮遊游鄲郸釀酿針针鋼钢錫锡鍾钟鎢钨閱阅陝陕隸隶雜杂霧雾靜静頂顶領领頤颐願愿養养駐驻騰腾驗验"
)
#: Other code points that print like a usual character: NFKC knows the Kangxi radicals, not these.
_TWINS = (
    # First of all 巿 (U+5DFF, an apron) for 市 (U+5E02, a city).
    "巿市戸户髙高黒黑內内吿告淸清靑青敎教産产眞真硏研呉吴鄊乡⺟母⺠民⺁厂⻄西⻅见⻆角⻉贝⻋车⻒镸⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐"
    "⻮齿⻰龙⻳龟⺮竹⺼肉⻌辶⻏阝⻖阝⺩王⺝月⺇几⺬示"
)
#: For `str.translate`, after NFKC, which turns ⾨ into a traditional character and leaves ⻔ alone.
REPLACED = str.maketrans(_TRADITIONAL[::2] + _TWINS[::2], _TRADITIONAL[1::2] + _TWINS[1::2])
