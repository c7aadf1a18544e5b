using System.Globalization;
using Tomlyn.Syntax;

namespace Palladium.Node.Configuration;

/// <summary>
/// One table of a TOML file, read key by key. Whatever is not asked for is unknown and becomes a problem in
/// <see cref="RefuseTheRest"/>; a bad value becomes a problem with its line and the default is used to read on.
/// </summary>
internal sealed class TomlSection(string file, string name, int line, List<ConfigurationProblem> problems)
{
    private readonly Dictionary<string, (ValueSyntax? Value, int Line)> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>The table's name, empty for the top of the file.</summary>
    public string Name => name;

    public void Add(KeyValueSyntax pair)
    {
        var key = pair.Key?.ToString().Trim() ?? "";
        var at = pair.Span.Start.Line + 1;
        if (!_values.TryAdd(key, (pair.Value, at)))
        {
            Problem(key, at, "This key is given twice.");
        }
    }

    /// <summary>The keys that the file has in this section.</summary>
    public IReadOnlyList<string> Keys => [.. _values.Keys];

    public bool Has(string key) => _values.ContainsKey(key);

    public string RequiredText(string key, string example)
    {
        if (!Has(key))
        {
            _asked.Add(key);
            Problem(key, line, $"This key is missing. Add for example: {key} = \"{example}\"");
            return "";
        }

        return Text(key, "");
    }

    public string Text(string key, string fallback)
    {
        if (Find(key) is not { } found)
        {
            return fallback;
        }

        if (found.Value is StringValueSyntax { Value: { } text })
        {
            return text;
        }

        Problem(key, found.Line, "A text in quotation marks is expected here.");
        return fallback;
    }

    public int Integer(string key, int fallback, int least, int most)
    {
        if (Find(key) is not { } found)
        {
            return fallback;
        }

        if (found.Value is IntegerValueSyntax { Value: var number } && number >= least && number <= most)
        {
            return (int)number;
        }

        Problem(key, found.Line, string.Create(CultureInfo.InvariantCulture, $"A whole number from {least} to {most} is expected here."));
        return fallback;
    }

    public int? Port(string key) => Has(key) ? Integer(key, 0, 0, 65_535) : null;

    public double? Number(string key, double least, double most)
    {
        if (Find(key) is not { } found)
        {
            return null;
        }

        double? number = found.Value switch
        {
            FloatValueSyntax value => value.Value,
            IntegerValueSyntax value => value.Value,
            _ => null,
        };
        if (number is { } n && n >= least && n <= most)
        {
            return n;
        }

        Problem(key, found.Line, string.Create(CultureInfo.InvariantCulture, $"A number from {least} to {most} is expected here."));
        return null;
    }

    public bool Flag(string key, bool fallback)
    {
        if (Find(key) is not { } found)
        {
            return fallback;
        }

        if (found.Value is BooleanValueSyntax value)
        {
            return value.Value;
        }

        Problem(key, found.Line, "true or false is expected here.");
        return fallback;
    }

    public IReadOnlyList<string> Texts(string key)
    {
        if (Find(key) is not { } found)
        {
            return [];
        }

        if (found.Value is ArraySyntax array)
        {
            var texts = array.Items.Select(item => (item.Value as StringValueSyntax)?.Value).ToList();
            if (texts.All(text => text is not null))
            {
                return [.. texts.OfType<string>()];
            }
        }

        Problem(key, found.Line, "A list of texts is expected here: [\"one\", \"two\"]");
        return [];
    }

    /// <summary>A problem with a value of this table, at its line.</summary>
    public void Refuse(string key, string message) =>
        Problem(key, _values.TryGetValue(key, out var found) ? found.Line : line, message);

    /// <summary>Everything nobody asked for is unknown.</summary>
    public void RefuseTheRest()
    {
        foreach (var (key, (_, at)) in _values)
        {
            if (!_asked.Contains(key))
            {
                Problem(key, at, $"This key is unknown here. Known: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private (ValueSyntax? Value, int Line)? Find(string key)
    {
        _asked.Add(key);
        return _values.TryGetValue(key, out var found) ? found : null;
    }

    private void Problem(string key, int at, string message) =>
        problems.Add(new ConfigurationProblem(file, at, name.Length == 0 ? key : $"{name}.{key}", message));
}
