using System.Diagnostics.CodeAnalysis;
using Palladium.Doctrine.Bundle;

namespace Palladium.Doctrine.Toml;

/// <summary>
/// A table that is read key by key. Whatever was not asked for when <see cref="Finish"/> is called is an unknown key, and
/// refused: a misspelt key must not silently lose a rule. Not thread-safe.
/// </summary>
internal sealed class TomlTable(string file, TomlPlace place, List<DoctrineProblem> problems)
{
    private readonly Dictionary<string, TomlItem> _items = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public string File => file;

    public TomlPlace Place => place;

    public List<DoctrineProblem> Problems => problems;

    public void Refuse(TomlPlace at, string rule, string message) => problems.Add(new(file, at.Line, at.Column, rule, message));

    public void Set(string name, TomlItem item)
    {
        if (!_items.TryAdd(name, item))
        {
            Refuse(item.Place, "toml.duplicate-key", $"'{name}' is given twice.");
        }
    }

    public void Append(string name, TomlTable table)
    {
        if (!_items.TryGetValue(name, out var item))
        {
            _items[name] = item = new TomlItem(new List<TomlItem>(), table.Place);
        }

        if (item.Value is List<TomlItem> list)
        {
            list.Add(new TomlItem(table, table.Place));
        }
        else
        {
            Refuse(table.Place, "toml.duplicate-key", $"'{name}' is given twice, once as a value and once as [[{name}]].");
        }
    }

    public TomlTable? LastTable(string name) => _items.GetValueOrDefault(name)?.Value switch
    {
        TomlTable table => table,
        List<TomlItem> { Count: > 0 } list => list[^1].Value as TomlTable,
        _ => null,
    };

    /// <summary>Where the value of a key stands, or the table itself when the key is absent.</summary>
    public TomlPlace PlaceOf(string name) => _items.GetValueOrDefault(name)?.Place ?? place;

    /// <summary>Where the first character of a key's text stands.</summary>
    public TomlPlace TextPlaceOf(string name) => _items.GetValueOrDefault(name)?.Text ?? place;

    public bool Has(string name) => _items.ContainsKey(name);

    /// <summary>The value; a problem when it is of another type, or absent though required.</summary>
    public bool Take<T>(string name, string what, bool required, [NotNullWhen(true)] out T? value)
    {
        _asked.Add(name);
        value = default;
        if (!_items.TryGetValue(name, out var item))
        {
            if (required)
            {
                Refuse(place, "toml.missing-key", $"'{name}' ({what}) is missing.");
            }

            return false;
        }

        // A whole number is welcome where a number is asked for.
        var found = item.Value is long whole && typeof(T) == typeof(double) ? (double)whole : item.Value;
        if (found is not T typed)
        {
            Refuse(item.Place, "toml.type", $"'{name}' is {what}.");
            return false;
        }

        value = typed;
        return true;
    }

    public IReadOnlyList<TomlTable> Tables(string name)
    {
        var tables = new List<TomlTable>();
        if (Take<List<TomlItem>>(name, $"a list of tables, each headed [[{name}]]", required: false, out var list))
        {
            foreach (var item in list)
            {
                if (item.Value is TomlTable table)
                {
                    tables.Add(table);
                }
                else
                {
                    Refuse(item.Place, "toml.type", $"'{name}' is a list of tables, each headed [[{name}]].");
                }
            }
        }

        return tables;
    }

    /// <summary>Refuses every key that nobody asked for.</summary>
    public void Finish()
    {
        foreach (var (name, item) in _items)
        {
            if (!_asked.Contains(name))
            {
                Refuse(item.Place, "toml.unknown-key", $"'{name}' is not known here; known are {string.Join(", ", _asked.Order(StringComparer.Ordinal))}.");
            }
        }
    }
}
