"""The headings under which documents of practitioners answer a question of the form.

A heading counts when it begins with these words, whatever its case. The first ones are the catalogue's
own; others come from a newsletter of good practices, a seminar's outcome and the success self-description.
"""

from collections.abc import Mapping
from typing import Final

Headings = Mapping[str, tuple[str, ...]]


def _in(bg: str, ru: str, en: str) -> Headings:
    """Words of each language, apart by " | "."""
    return {code: tuple(words.split(" | ")) for code, words in (("bg", bg), ("ru", ru), ("en", en))}


HEADINGS: Final[Mapping[str, Headings]] = {
    "title": _in(
        "Заглавие | Име на практиката | Наименование на практиката | Название на проекта",
        "Название | Название практики | Название проекта | Наименование практики",
        "Title | Name of the practice | Name of the project",
    ),
    "strapline": _in(
        "Накратко | Практиката накратко | В едно изречение | Резюме",
        "Кратко | Практика кратко | Одним предложением | Краткое описание | Резюме",
        "In short | In brief | In one sentence | Summary | Abstract",
    ),
    "problem": _in(
        "Проблем | Какъв е проблемът | Нужда | Нужди | Потребност | Нововъзникващи обществени нужди"
        " | Нови целеви групи | Защо има нужда | Необходимост"
        " | Целева група | Целеви групи | Целевите групи | За кого",
        "Проблема | В чём проблема | Нужды | Потребност | Актуальность | Новые общественные потребности"
        " | Почему это нужно | Описание проблемы | Целевая группа | Целевые группы | Для кого",
        "Problem | The problem | Need | Needs | Emerging social needs | Why it is needed | The issue"
        " | Target group | Target groups | For whom",
    ),
    "context": _in(
        "Контекст | Правна рамка | Законодателство | Среда | За организацията | Предистория"
        " | Опит на организацията | Опитът на организацията",
        "Контекст | Правовая основа | Законодательство | Предыстория | Об организации | Исходная ситуация"
        " | Опыт организации",
        "Context | Background | Legal framework | Law | About the organisation | Starting point"
        " | Experience of the organisation",
    ),
    "aim": _in(
        "Цел | Цели | Целта | Цел на практиката | Цели и задачи | Предназначение",
        "Цель | Цели | Цель практики | Цели и задачи | Назначение",
        "Aim | Aims | The aim | Objective | Objectives | Goal | Goals | Purpose",
    ),
    "user_role": _in(
        "Роля на потребителите | Ролята на потребителите | Участие на потребителите"
        " | Участие на децата и семействата | Въвличане на потребителите",
        "Роль благополучателей | Участие благополучателей | Вовлечение благополучателей | Роль участников",
        "The part of users | Role of users | User involvement | Participation of users | Involvement",
    ),
    "setting": _in(
        "Къде се работи | Място | Условия | Къде се провежда | Обстановка",
        "Где проходит работа | Место проведения | Условия | Площадка",
        "Where it takes place | Setting | Venue | Location",
    ),
    "method": _in(
        "Как се работи | Метод | Методология | Методика | Подход | Описание на практиката"
        " | Нови методологии | Как работи | Начин на работа",
        "Как это работает | Метод | Методология | Методика | Подход | Описание практики"
        " | Технология | Как устроена работа",
        "How it works | Method | Methodology | Methods | Approach | Description of the practice",
    ),
    "activities": _in(
        "Дейности | Извършени дейности | Извършените дейности | Какво е направено | Изпълнение"
        " | Основни дейности",
        "Деятельность | Мероприятия | Что сделано | Выполненная работа | Реализация | Основные мероприятия",
        "Activities | What was done | Work carried out | Implementation | Main activities",
    ),
    "distinctive_idea": _in(
        "Какво е различното | Иновация | Иновативност | Иновативни аспекти | Нюанси на иновация | Новото",
        "В чём отличие | Инновация | Инновационность | Что нового | Новизна",
        "What is different | Innovation | Innovative aspects | What is new | Novelty",
    ),
    "skills": _in(
        "Умения | Основни умения | Основни умения и компетенции | Компетенции | Основни професионални умения"
        " | Формално и неформално затвърдени умения | Формални умения | Неформални умения"
        " | Неформалните умения | Нови схеми на обучение | Обучение",
        "Навыки | Основные навыки | Умения | Компетенции | Формальные навыки | Неформальные навыки"
        " | Обучение",
        "Skills | Key skills | Skills and competences | Competences | Formal skills | Non-formal skills"
        " | Training",
    ),
    "results": _in(
        "Резултати | Основни резултати | Въздействие | Основни открития | Постигнати резултати | Ефект"
        " | Промяна | Ползи",
        "Результаты | Основные результаты | Итоги | Влияние | Эффект | Достигнутые результаты | Изменения",
        "Results | Main results | Impact | Outcomes | Main findings | Effects | Benefits",
    ),
    "figures": _in(
        "В цифри | Цифри | Данни | Показатели",
        "В цифрах | Цифры | Данные | Показатели",
        "In figures | Figures",
    ),
    "reach": _in(
        "Обхват | Колко хора | Брой потребители | Обхванати",
        "Охват | Сколько людей | Число благополучателей | Количество участников",
        "Reach | Coverage | Number of users | How many people",
    ),
    "user_feedback": _in(
        "Какво казват потребителите | Обратна връзка | Удовлетвореност | Крайно удовлетворение"
        " | Мнения | Отзиви",
        "Что говорят благополучатели | Обратная связь | Удовлетворённость | Отзывы | Мнения участников",
        "What users say | Feedback | User feedback | Satisfaction | End-user satisfaction | Testimonials",
    ),
    "resources": _in(
        "Какво е нужно | Ресурси | Необходими ресурси | Екип | Персонал | Разходи | Цена",
        "Что нужно | Ресурсы | Необходимые ресурсы | Команда | Персонал | Расходы | Стоимость",
        "What it takes | Resources | Team | Staff | Cost | Costs | Budget",
    ),
    "funding": _in(
        "Кой плаща | Финансиране | Източници на финансиране | Бюджет | Финансова подкрепа",
        "Кто оплачивает | Финансирование | Источники финансирования | Бюджет | При поддержке",
        "Who pays | Funding | Financing | Sources of funding | Funders",
    ),
    "sustainability": _in(
        "Устойчивост | Какво я поддържа | Продължение | Бъдеще | Устойчивост след първото въвеждане",
        "Устойчивость | Что её поддерживает | Продолжение | Будущее | Перспективы",
        "Sustainability | What keeps it going | Continuation | Future | After the project",
    ),
    "transfer": _in(
        "Прехвърляемост | Използване другаде | Приложимост | Мултиплициране | Разпространение | Пренос",
        "Переносимость | Применение в других местах | Тиражирование | Распространение | Масштабирование",
        "Transferability | Transfer | Use elsewhere | Replication | Scaling | Multiplication",
    ),
    "lessons": _in(
        "Поуки | Научени уроци | Изводи | Трудности | Препоръки | Рискове",
        "Выводы | Извлечённые уроки | Уроки | Трудности | Рекомендации | Риски",
        "Lessons | Lessons learned | Conclusions | Difficulties | Recommendations | Risks",
    ),
    "parent_project": _in(
        "Част от по-голям проект | Проект | За проекта | Програма",
        "Часть более крупного проекта | Проект | О проекте | Программа",
        "Part of a larger project | Parent project | About the project | Programme",
    ),
    "organisations": _in(
        "Организация | Доставчик | Изпълнител | Партньори | Организации",
        "Организация | Исполнитель | Партнёры | Организации | Поставщик",
        "Organisation | Provider | Implementing organisation | Partners | Organisations",
    ),
    "q1": _in(
        "Определете кои са вашите успехи | Нашите успехи | Успехи",
        "Определите, в чём ваши успехи | Наши успехи | Успехи",
        "Name your successes | Our successes | Successes",
    ),
    "q2": _in(
        "По какъв начин горепосочените успехи променят живота | Как успехите променят живота",
        "Как эти успехи меняют жизнь | Что меняется в жизни",
        "How do these successes change lives | How lives change",
    ),
    "q3": _in(
        "Опишете накратко защо предприехте действията | Защо предприехте",
        "Почему вы начали | Опишите кратко, почему вы предприняли",
        "Why did you act | Describe briefly why you took the actions",
    ),
    "q4": _in(
        "Какви основни ресурси осигуряват посочените успехи | Основни ресурси",
        "Какие основные ресурсы обеспечивают | Основные ресурсы",
        "Which main resources | Main resources",
    ),
    "q5": _in(
        "Опишете какво води до посочените успехи | Какво води до успеха",
        "Опишите, что ведёт к этим успехам | Что ведёт к успеху",
        "Describe what leads to these successes | What leads to success",
    ),
    "q6": _in(
        "Опишете как показвате и доказвате на външен наблюдател | Как доказвате въздействието",
        "Опишите, как вы показываете и доказываете стороннему наблюдателю | Как вы доказываете влияние",
        "Describe how you show and prove | How you show the impact",
    ),
    "q7": _in(
        "Как се приемат вашите успехи | Как общността приема",
        "Как принимают ваши успехи | Как относится местное сообщество",
        "How are your successes received | How the community receives",
    ),
    "q8": _in(
        "Интересува ли ви обратната връзка от вашата целева група | Обратна връзка от целевата група",
        "Интересует ли вас обратная связь от вашей целевой группы | Обратная связь целевой группы",
        "Are you interested in the feedback of your target group | Feedback of the target group",
    ),
    "q9": _in(
        "При вас провеждано ли е външно оценяване | Външно оценяване | Външна оценка",
        "Проводилась ли у вас внешняя оценка | Внешняя оценка",
        "Has there been an external evaluation | External evaluation",
    ),
    "q10": _in(
        "В обозримо бъдеще ще разполагате ли с ключовите ресурси | Ще разполагате ли с ресурсите",
        "Будут ли у вас в обозримом будущем ключевые ресурсы | Сохранятся ли ресурсы",
        "Will you have the key resources | Will the key resources last",
    ),
    "q11": _in(
        "Кои са активите и силните страни на вашата организация | Силни страни",
        "Каковы сильные стороны вашей организации | Сильные стороны",
        "What are the assets and strengths of your organisation | Strengths",
    ),
}
