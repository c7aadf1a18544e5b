using System.Text;

namespace Palladium.Cedar.Text;

/// <summary>
/// A text with places where lines may be broken (after Wadler, "A prettier printer"): a group stands on one line if it fits,
/// else all its own breaks are taken.
/// </summary>
internal abstract class Layout
{
    public static readonly Layout Nothing = new Joined([]);

    /// <summary>A blank, or the end of the line.</summary>
    public static readonly Layout Line = new Break(" ");

    /// <summary>Nothing, or the end of the line.</summary>
    public static readonly Layout SoftLine = new Break("");

    /// <summary>The end of the line, always; the groups around it do not stand on one line.</summary>
    public static readonly Layout NewLine = new Break(null);

    public static Layout Of(string text) => new Words(text);

    public static Layout Join(params IReadOnlyList<Layout> parts) => new Joined(parts);

    public Layout Nest(int columns) => new Nested(columns, this);

    public Layout Group() => new Grouped(this);

    /// <summary>The text; without blank lines and blanks at the end of lines, except inside of words.</summary>
    public string Render(int width)
    {
        var output = new StringBuilder();
        var column = 0;
        var pending = new Stack<Item>();
        pending.Push(new Item(0, false, this));
        while (pending.TryPop(out var item))
        {
            switch (item.Layout)
            {
                case Words words:
                    output.Append(words.Text);
                    column += words.Text.Length;
                    break;
                case Break { Flat: { } flat } when item.IsFlat:
                    output.Append(flat);
                    column += flat.Length;
                    break;
                case Break:
                    EndLine(output, item.Indent);
                    column = item.Indent;
                    break;
                case Grouped group:
                    pending.Push(item with { IsFlat = item.IsFlat || Fits(group.Inner, item.Indent, width - column, pending), Layout = group.Inner });
                    break;
                default:
                    Open(item, pending);
                    break;
            }
        }

        return output.ToString();
    }

    private static void Open(Item item, Stack<Item> pending)
    {
        if (item.Layout is Nested nested)
        {
            pending.Push(item with { Indent = item.Indent + nested.Columns, Layout = nested.Inner });
            return;
        }

        var parts = ((Joined)item.Layout).Parts;
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            pending.Push(item with { Layout = parts[i] });
        }
    }

    // What follows the group up to its next break belongs to the same line.
    private static bool Fits(Layout group, int indent, int room, Stack<Item> rest)
    {
        var pending = new Stack<Item>();
        pending.Push(new Item(indent, true, group));
        using var following = rest.GetEnumerator();
        while (room >= 0)
        {
            if (!pending.TryPop(out var item))
            {
                if (!following.MoveNext())
                {
                    return true;
                }

                item = following.Current;
            }

            switch (item.Layout)
            {
                case Words words:
                    room -= words.Text.Length;
                    break;
                case Break { Flat: { } flat } when item.IsFlat:
                    room -= flat.Length;
                    break;
                case Break:
                    return !item.IsFlat;
                case Grouped inner:
                    pending.Push(item with { Layout = inner.Inner });
                    break;
                default:
                    Open(item, pending);
                    break;
            }
        }

        return false;
    }

    private static void EndLine(StringBuilder output, int indent)
    {
        while (output.Length > 0 && output[^1] == ' ')
        {
            output.Length--;
        }

        if (output.Length > 0 && output[^1] != '\n')
        {
            output.Append('\n');
        }

        output.Append(' ', output.Length == 0 ? 0 : indent);
    }

    private readonly record struct Item(int Indent, bool IsFlat, Layout Layout);

    private sealed class Words(string text) : Layout
    {
        public string Text { get; } = text;
    }

    private sealed class Break(string? flat) : Layout
    {
        /// <summary>What stands there on one line; null if it never does.</summary>
        public string? Flat { get; } = flat;
    }

    private sealed class Joined(IReadOnlyList<Layout> parts) : Layout
    {
        public IReadOnlyList<Layout> Parts { get; } = parts;
    }

    private sealed class Nested(int columns, Layout inner) : Layout
    {
        public int Columns { get; } = columns;

        public Layout Inner { get; } = inner;
    }

    private sealed class Grouped(Layout inner) : Layout
    {
        public Layout Inner { get; } = inner;
    }
}
