using Palladium.Cedar;
using Palladium.Cedar.Rows;

namespace Palladium.Sqlite.Entities;

/// <summary>The table of one entity type. SQLite's names know no capitals, Cedar's do: each begins with a number of its own.</summary>
internal sealed class EntityTable
{
    private readonly Dictionary<string, int> _places;

    public EntityTable(CedarSchema schema, string type, int number)
    {
        Type = type;
        Number = number;
        Name = Quoted(number, type);
        Columns = RowColumn.Of(schema, type);
        ColumnNames = [.. Columns.Select((column, i) => Quoted(i, string.Join('.', column.Path)))];
        _places = Columns.Index().ToDictionary(c => Key(c.Item), c => c.Index, StringComparer.Ordinal);
    }

    public string Type { get; }

    /// <summary>Stands for the type where rows of several types are.</summary>
    public int Number { get; }

    public string Name { get; }

    public IReadOnlyList<RowColumn> Columns { get; }

    public IReadOnlyList<string> ColumnNames { get; }

    public string Definition =>
        $"CREATE TABLE {Name} (id TEXT PRIMARY KEY NOT NULL, {string.Concat(Columns.Zip(ColumnNames, (c, name) => $"{name} {SqlType(c.Kind)}{(c.IsRequired ? " NOT NULL" : "")}, "))}rest TEXT) WITHOUT ROWID;";

    public string Column(RowColumn column) => ColumnNames[_places[Key(column)]];

    /// <summary>The place of the record that a column was taken out of; -1 for those of the entity itself.</summary>
    public int Above(int column) => Columns[column].Path.Count == 1 ? -1 : _places[Key(Columns[column].Path.SkipLast(1))];

    private static string Key(RowColumn column) => Key(column.Path);

    private static string Key(IEnumerable<string> path) => string.Join('\0', path);

    private static string SqlType(RowKind kind) => kind is RowKind.Text or RowKind.Entity or RowKind.Ip or RowKind.Set ? "TEXT" : "INTEGER";

    private static string Quoted(int number, string name) =>
        $"\"{number} {string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or ':' ? c : '_'))}\"";
}
