using System.Globalization;

namespace Palladium.Doctrine.Toml;

/// <summary>Reading the kinds of field that the files of a doctrine are made of.</summary>
internal static class TomlFields
{
    /// <summary>Text that is not blank and has no more than <paramref name="longest"/> characters.</summary>
    public static string Text(this TomlTable table, string name, bool required = true, int longest = 1000)
    {
        if (!table.Take<string>(name, "text in quotes", required, out var text))
        {
            return "";
        }

        if (string.IsNullOrWhiteSpace(text) || text.Length > longest)
        {
            table.Refuse(table.PlaceOf(name), "toml.text", $"'{name}' is text of 1 to {longest} characters.");
        }

        return text;
    }

    /// <summary>An identifier: 1 to 64 of <c>a-z 0-9 - .</c>, starting with a letter.</summary>
    public static string Word(this TomlTable table, string name, bool required = true)
    {
        var text = table.Text(name, required, 64);
        if (text.Length > 0 && !IsWord(text))
        {
            table.Refuse(table.PlaceOf(name), "toml.word", $"'{name}' is 1 to 64 of a-z, 0-9, '-' and '.', starting with a letter.");
        }

        return text;
    }

    /// <summary>A list of words without repetition.</summary>
    public static IReadOnlyList<string> Words(this TomlTable table, string name, bool required = true)
    {
        var words = new List<string>();
        if (!table.Take<List<TomlItem>>(name, "a list of words in quotes", required, out var items))
        {
            return words;
        }

        foreach (var item in items)
        {
            if (item.Value is not string word || !IsWord(word))
            {
                table.Refuse(item.Place, "toml.word", $"'{name}' is a list of words, each 1 to 64 of a-z, 0-9, '-' and '.'.");
            }
            else if (words.Contains(word))
            {
                table.Refuse(item.Place, "toml.repeated", $"'{word}' stands twice in '{name}'.");
            }
            else
            {
                words.Add(word);
            }
        }

        if (required && items.Count == 0)
        {
            table.Refuse(table.PlaceOf(name), "toml.empty", $"'{name}' names at least one.");
        }

        return words;
    }

    /// <summary>A number between -2^53 and 2^53, as one can stand in canonical JSON.</summary>
    public static double? Number(this TomlTable table, string name, bool required = true)
    {
        if (!table.Take<double>(name, "a number", required, out var number))
        {
            return null;
        }

        if (!(Math.Abs(number) <= 1L << 53))
        {
            table.Refuse(table.PlaceOf(name), "toml.number", $"'{name}' is a number between -2^53 and 2^53.");
            return null;
        }

        return number;
    }

    /// <summary>A whole number within bounds.</summary>
    public static int Whole(this TomlTable table, string name, int least, int most, int otherwise)
    {
        if (!table.Take<long>(name, "a whole number", required: false, out var number))
        {
            return otherwise;
        }

        if (number < least || number > most)
        {
            table.Refuse(table.PlaceOf(name), "toml.range", $"'{name}' is from {least} to {most}.");
            return otherwise;
        }

        return (int)number;
    }

    /// <summary>True or false; false when absent.</summary>
    public static bool Flag(this TomlTable table, string name) =>
        table.Take<bool>(name, "true or false", required: false, out var flag) && flag;

    /// <summary>A duration: a whole number and one of <c>ms s m h d</c>, as in <c>"90s"</c>; at most 3,660 days.</summary>
    public static TimeSpan Duration(this TomlTable table, string name, TimeSpan? otherwise = null)
    {
        if (!table.Take<string>(name, "a duration such as \"90s\", \"5m\", \"2h\" or \"30d\"", otherwise is null, out var text))
        {
            return otherwise ?? TimeSpan.Zero;
        }

        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = text[digits..] switch
        {
            "ms" => 1L,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => 0,
        };
        if (unit == 0 || digits is 0 or > 9
            || long.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture) * unit is var milliseconds
            && milliseconds > 3660L * 86_400_000)
        {
            table.Refuse(table.PlaceOf(name), "toml.duration", $"'{name}' is a duration such as \"90s\", \"5m\", \"2h\" or \"30d\", at most 3660d.");
            return otherwise ?? TimeSpan.Zero;
        }

        return TimeSpan.FromMilliseconds(long.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture) * unit);
    }

    /// <summary>A word of a closed list, in the spelling of the enumeration's members.</summary>
    public static T Choice<T>(this TomlTable table, string name, T? otherwise = null)
        where T : struct, Enum
    {
        if (!table.Take<string>(name, $"one of {string.Join(", ", Enum.GetNames<T>())}", otherwise is null, out var text))
        {
            return otherwise ?? default;
        }

        return table.Chosen<T>(name, text, table.PlaceOf(name)) ?? otherwise ?? default;
    }

    /// <summary>Words of a closed list without repetition; none when the key is absent.</summary>
    public static IReadOnlyList<T> Choices<T>(this TomlTable table, string name)
        where T : struct, Enum
    {
        var choices = new List<T>();
        if (!table.Take<List<TomlItem>>(name, $"a list of {string.Join(", ", Enum.GetNames<T>())}", required: false, out var items))
        {
            return choices;
        }

        if (items.Count == 0)
        {
            table.Refuse(table.PlaceOf(name), "toml.empty", $"'{name}' names at least one, or is left out.");
        }

        foreach (var item in items)
        {
            if (table.Chosen<T>(name, item.Value as string, item.Place) is not { } choice)
            {
                continue;
            }

            if (choices.Contains(choice))
            {
                table.Refuse(item.Place, "toml.repeated", $"'{choice}' stands twice in '{name}'.");
            }

            choices.Add(choice);
        }

        return choices;
    }

    // By name: parsing an enumeration would take numbers too.
    private static T? Chosen<T>(this TomlTable table, string name, string? text, TomlPlace place)
        where T : struct, Enum
    {
        if (text is not null && Enum.GetNames<T>().Contains(text, StringComparer.Ordinal))
        {
            return Enum.Parse<T>(text);
        }

        table.Refuse(place, "toml.choice", $"'{name}' is one of {string.Join(", ", Enum.GetNames<T>())}; '{text}' is not.");
        return null;
    }

    public static bool IsWord(string text) =>
        text.Length is >= 1 and <= 64 && char.IsAsciiLetterLower(text[0])
        && text.AsSpan().IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-.") < 0;
}
