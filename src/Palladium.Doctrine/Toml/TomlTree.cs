using Palladium.Doctrine.Bundle;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Palladium.Doctrine.Toml;

/// <summary>
/// Reads a TOML file into tables whose values know their places. Dates and dotted keys are refused: no file of a doctrine
/// uses them, and one way to write a thing is easier to review than three.
/// </summary>
internal static class TomlTree
{
    /// <summary>The root table. Problems go to the list; what could be read is returned all the same.</summary>
    public static TomlTable Read(string file, string text, List<DoctrineProblem> problems)
    {
        var root = new TomlTable(file, new TomlPlace(1, 1), problems);
        var document = SyntaxParser.Parse(text, file, validate: true);
        foreach (var diagnostic in document.Diagnostics)
        {
            var start = diagnostic.Span.Start;
            problems.Add(new(file, start.Line + 1, start.Column + 1, "toml.syntax", diagnostic.Message));
        }

        if (document.HasErrors)
        {
            return root;
        }

        Fill(root, document.KeyValues);
        foreach (var table in document.Tables)
        {
            Add(root, table);
        }

        return root;
    }

    private static void Add(TomlTable root, TableSyntaxBase syntax)
    {
        var place = PlaceOf(syntax);
        if (syntax.Name?.Key is not { } first)
        {
            root.Refuse(place, "toml.syntax", "A table has a name.");
            return;
        }

        var names = new List<string> { NameOf(first) };
        foreach (var part in syntax.Name.DotKeys)
        {
            names.Add(NameOf(part.Key));
        }

        var parent = root;
        foreach (var name in names.SkipLast(1))
        {
            if (parent.LastTable(name) is not { } inner)
            {
                root.Refuse(place, "toml.order", $"[{string.Join('.', names)}] comes before [{name}], to which it belongs.");
                return;
            }

            parent = inner;
        }

        var added = new TomlTable(root.File, place, root.Problems);
        if (syntax is TableArraySyntax)
        {
            parent.Append(names[^1], added);
        }
        else
        {
            parent.Set(names[^1], new TomlItem(added, place));
        }

        Fill(added, syntax.Items);
    }

    private static void Fill(TomlTable table, IEnumerable<KeyValueSyntax> pairs)
    {
        foreach (var pair in pairs)
        {
            var place = PlaceOf(pair);
            if (pair.Key is not { Key: { } key, DotKeys.ChildrenCount: 0 })
            {
                table.Refuse(place, "toml.dotted-key", "Dotted keys are not used in a doctrine; write a [table].");
            }
            else if (Convert(table, pair.Value) is { } item)
            {
                table.Set(NameOf(key), item with { Place = place });
            }
        }
    }

    private static TomlItem? Convert(TomlTable owner, ValueSyntax? value)
    {
        var place = value is null ? owner.Place : PlaceOf(value);
        switch (value)
        {
            case StringValueSyntax { Value: { } text } syntax:
                return new(text, place, InnerPlace(place, syntax.Token?.Text ?? ""));
            case IntegerValueSyntax number:
                return new(number.Value, place);
            case FloatValueSyntax number:
                return new(number.Value, place);
            case BooleanValueSyntax flag:
                return new(flag.Value, place);
            case ArraySyntax array:
                return new(array.Items.Select(item => Convert(owner, item.Value)).OfType<TomlItem>().ToList(), place);
            case InlineTableSyntax inline:
                var table = new TomlTable(owner.File, place, owner.Problems);
                Fill(table, inline.Items.Select(item => item.KeyValue).OfType<KeyValueSyntax>());
                return new(table, place);
            default:
                owner.Refuse(place, "toml.value", "Only text, numbers, true, false, lists and tables are used in a doctrine.");
                return null;
        }
    }

    // Three quotes may stand on a line of their own.
    private static TomlPlace InnerPlace(TomlPlace place, string written)
    {
        var quotes = written.StartsWith("'''", StringComparison.Ordinal) || written.StartsWith("\"\"\"", StringComparison.Ordinal) ? 3 : 1;
        return written.Length > quotes && written[quotes] == '\n' ? new(place.Line + 1, 1) : place with { Column = place.Column + quotes };
    }

    private static string NameOf(BareKeyOrStringValueSyntax? key) => key switch
    {
        BareKeySyntax bare => bare.Key?.Text ?? "",
        StringValueSyntax quoted => quoted.Value ?? "",
        _ => "",
    };

    private static TomlPlace PlaceOf(SyntaxNodeBase node) => new(node.Span.Start.Line + 1, node.Span.Start.Column + 1);
}
