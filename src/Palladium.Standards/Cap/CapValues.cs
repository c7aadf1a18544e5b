using System.Globalization;

namespace Palladium.Standards.Cap;

/// <summary>Reads the elements of one cursor as the types that the standard gives them.</summary>
internal sealed class CapValues(CapCursor at, CapFault fault)
{
    private static readonly char[] Blanks = [' ', '\t', '\r', '\n'];

    public string Name(string name)
    {
        var text = at.Required(name);
        if (!CapText.IsName(text))
        {
            Fault(name, "format", $"{name} must not be empty and has no spaces, commas, < or &.");
        }

        return text;
    }

    public string Said(string name)
    {
        var text = at.Required(name);
        if (string.IsNullOrWhiteSpace(text))
        {
            Fault(name, "missing", $"{name} says nothing.");
        }

        return text;
    }

    public T Code<T>(string name)
        where T : struct, Enum => CodeOf<T>(at.Required(name), at.PathOf(name), name);

    public IReadOnlyList<T> Codes<T>(string name)
        where T : struct, Enum => [.. at.Texts(name).Select(t => CodeOf<T>(t.Text, t.Path, name))];

    public DateTimeOffset RequiredTime(string name) => TimeOf(at.Required(name), name);

    public DateTimeOffset? Time(string name) => at.Raw(name) is { } text ? TimeOf(text, name) : null;

    public string Language()
    {
        if (at.Optional("language") is not { } text)
        {
            return "en-US";
        }

        var trimmed = text.Trim(Blanks);
        if (!CapText.IsLanguage(trimmed))
        {
            Fault("language", "format", "language is an RFC 3066 code such as es-UY.");
        }

        return trimmed;
    }

    public string? Link(string name)
    {
        var text = at.Optional(name)?.Trim(Blanks);
        if (text is { Length: > 0 } && !Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _))
        {
            Fault(name, "format", $"{name} is a URI.");
        }

        return text is { Length: > 0 } ? text : null;
    }

    public long? Size()
    {
        if (at.Raw("size") is not { } text)
        {
            return null;
        }

        if (!long.TryParse(text.Trim(Blanks), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size) || size < 0)
        {
            Fault("size", "format", "size is a whole number of bytes.");
        }

        return size;
    }

    public decimal? Number(string name)
    {
        if (at.Raw(name) is not { } text)
        {
            return null;
        }

        const NumberStyles Form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text.Trim(Blanks), Form, CultureInfo.InvariantCulture, out var number))
        {
            Fault(name, "format", $"{name} is a decimal number of feet.");
        }

        return number;
    }

    /// <summary>CAP 1.2, 3.2.1: triples <c>sender,identifier,sent</c>, separated by blanks.</summary>
    public IReadOnlyList<CapReference> References()
    {
        var found = new List<CapReference>();
        foreach (var triple in (at.Optional("references") ?? "").Split(Blanks, StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = triple.Split(',');
            if (parts.Length != 3 || parts[0].Length == 0 || parts[1].Length == 0 || !CapText.TryTime(parts[2], out var sent))
            {
                Fault("references", "format", "references are sender,identifier,sent separated by blanks.");
                break;
            }

            found.Add(new CapReference(parts[0], parts[1], sent));
        }

        return found;
    }

    private DateTimeOffset TimeOf(string text, string name)
    {
        if (!CapText.TryTime(text, out var time))
        {
            Fault(name, "format", $"{name} is a time with an offset such as 2026-11-23T16:49:00-03:00, never with Z.");
        }

        return time;
    }

    private T CodeOf<T>(string text, string path, string name)
        where T : struct, Enum
    {
        if (!CapText.TryCode<T>(text, out var code))
        {
            fault.Set(path, $"cap.{name}.unknown", $"{name} is one of {string.Join(", ", Enum.GetNames<T>())}.");
        }

        return code;
    }

    private void Fault(string name, string kind, string message) => fault.Set(at.PathOf(name), $"cap.{name}.{kind}", message);
}
