using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Palladium.Cedar;
using Palladium.Cedar.Rows;

namespace Palladium.Sqlite.Entities;

/// <summary>
/// Writes conditions as SQL. An error is <c>NULL</c>. Where only truth counts, as in <c>WHERE</c>, chains become plain <c>AND</c> and
/// <c>OR</c>, which SQLite can answer from an index; where an error has to be told from false and an earlier part may err, a <c>CASE</c>
/// looks at one part after the other.
/// </summary>
internal sealed class RowSql(IReadOnlyDictionary<string, EntityTable> tables)
{
    /// <summary>The table whose rows the condition is about.</summary>
    public const string Row = "r";

    private readonly List<object> _parameters = [];

    /// <summary>The values of <c>$1</c>, <c>$2</c>, ...</summary>
    public IReadOnlyList<object> Parameters => _parameters;

    public string Parameter(object value)
    {
        _parameters.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_parameters.Count}");
    }

    /// <summary>True where the condition is true; false or NULL where it is false or errs.</summary>
    public string Truth(RowCondition condition) => condition switch
    {
        RowHolds c => Truth(c.Inner),
        RowChain { IsAll: true } c => Joined(" AND ", [.. c.Items.Select(Truth)]),
        RowChain { IsAll: false } c when !c.Items.SkipLast(1).Any(i => i.MayErr) => Joined(" OR ", [.. c.Items.Select(Truth)]),
        _ => Exact(condition),
    };

    /// <summary>True, false, and NULL where the condition errs.</summary>
    private string Exact(RowCondition condition)
    {
        switch (condition)
        {
            case RowConstant c:
                return c.Value ? "1" : "0";
            case RowHolds c:
                return c.Inner.MayErr ? $"({Truth(c.Inner)}) IS TRUE" : Exact(c.Inner);
            case RowNot c:
                return $"NOT ({Exact(c.Inner)})";
            case RowChain c:
                return Chain(c, 0);
            case RowChoice c:
                return $"CASE ({Exact(c.If)}) WHEN 1 THEN {Exact(c.Then)} WHEN 0 THEN {Exact(c.Else)} END";
            case RowTruth c:
                return Term(c.Term);
            case RowComparison c:
                return $"{Term(c.Left)} {Symbol(c.Operator)} {Term(c.Right)}";
            case RowOneOf c:
                return Unless(c.Term, $"{Term(c.Term)} IN (SELECT value FROM json_each({Parameter(Json(c.Values))}))");
            case RowWithin c:
                return Within(c);
            case RowContains c:
                return Joined(c.IsAll ? " AND " : " OR ", [.. c.Values.Select(value => $"instr({Term(c.Set)}, {Parameter(ColumnValue.Element(value))}) > 0")]);
            case RowEmpty c:
                return $"{Term(c.Set)} = '{ColumnValue.EmptySet}'";
            case RowHas c:
                return $"{Term(c.Path)} IS NOT NULL";
            case RowLike c:
                return $"{Term(c.Term)} GLOB {Parameter(string.Join('*', c.Segments.Select(Literally)))}";
            default:
                throw new InvalidOperationException($"no SQL for {condition.GetType().Name}");
        }
    }

    /// <summary>As many parts at once as cannot err; behind one that can, the rest only where it does not decide.</summary>
    private string Chain(RowChain chain, int from)
    {
        var op = chain.IsAll ? " AND " : " OR ";
        var sure = new List<string>();
        for (var i = from; i < chain.Items.Count; i++)
        {
            var item = Exact(chain.Items[i]);
            if (chain.Items[i].MayErr && i < chain.Items.Count - 1)
            {
                var (goesOn, decides) = chain.IsAll ? (1, 0) : (0, 1);
                item = $"CASE ({item}) WHEN {goesOn} THEN {Chain(chain, i + 1)} WHEN {decides} THEN {decides} END";
                i = chain.Items.Count;
            }

            sure.Add(item);
        }

        return Joined(op, [.. sure]);
    }

    // SQLite counts how deep expressions nest, and a long chain without parentheses nests as deep as it is long.
    private static string Joined(string op, ReadOnlySpan<string> items) => items.Length switch
    {
        1 => $"({items[0]})",
        var many => $"({Joined(op, items[..(many / 2)])}{op}{Joined(op, items[(many / 2)..])})",
    };

    private string Within(RowWithin c)
    {
        var type = c.Entity.EntityType!;
        var seeds = c.Ancestors.Where(a => tables.ContainsKey(a.Type)).Select(a => $"({tables[a.Type].Number}, {Parameter(a.Id)})").ToList();
        return seeds.Count == 0
            ? Unless(c.Entity, "0")
            : Unless(c.Entity, $"""
                {Term(c.Entity)} IN (
                  WITH RECURSIVE below(type, id) AS (
                    VALUES {string.Join(", ", seeds)}
                    UNION SELECT p.child_type, p.child FROM below b JOIN parents p ON p.parent_type = b.type AND p.parent = b.id)
                  SELECT id FROM below WHERE type = {tables[type].Number})
                """);
    }

    // NULL IN (nothing) is false, and not NULL as it has to be.
    private string Unless(RowTerm term, string condition) => term.MayErr ? $"CASE WHEN {Term(term)} IS NOT NULL THEN {condition} END" : condition;

    private string Term(RowTerm term)
    {
        if (term is RowValue value)
        {
            return Parameter(ColumnValue.Of(value.Value));
        }

        var path = (RowPath)term;
        if (path.Columns.Count == 0)
        {
            return path.Start is null ? $"{Row}.id" : Parameter(path.Start.Value.Id);
        }

        var first = path.Columns[0];
        var sql = path.Start is { } start ? Of(first, Parameter(start.Id)) : $"{Row}.{tables[first.Owner].Column(first)}";
        return path.Columns.Skip(1).Aggregate(sql, (id, column) => Of(column, id));

        string Of(RowColumn column, string id) => $"(SELECT {tables[column.Owner].Column(column)} FROM {tables[column.Owner].Name} WHERE id = {id})";
    }

    private static string Symbol(RowOperator op) => op switch
    {
        RowOperator.Equal => "=",
        RowOperator.NotEqual => "<>",
        RowOperator.Less => "<",
        RowOperator.LessOrEqual => "<=",
        RowOperator.Greater => ">",
        _ => ">=",
    };

    private static string Literally(string text)
    {
        var pattern = new StringBuilder();
        foreach (var c in text)
        {
            _ = c is '*' or '?' or '[' ? pattern.Append('[').Append(c).Append(']') : pattern.Append(c);
        }

        return pattern.ToString();
    }

    private static string Json(IEnumerable<CedarValue> values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var value in values.Select(ColumnValue.Of))
            {
                if (value is long number)
                {
                    json.WriteNumberValue(number);
                }
                else
                {
                    json.WriteStringValue((string)value);
                }
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
