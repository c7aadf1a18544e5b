using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Schema;

/// <summary>Which names a schema may declare.</summary>
internal static class SchemaNames
{
    private static readonly HashSet<string> Keywords = ["Bool", "Boolean", "Entity", "Extension", "Long", "Record", "Set", "String"];

    /// <exception cref="SyntaxException">A common type may not bear this name.</exception>
    public static string CommonType(string name, int offset) => Keywords.Contains(name)
        ? throw new SyntaxException(offset, $"'{name}' is the name of a built-in type")
        : name;

    /// <exception cref="SyntaxException">An entity type may not bear this name.</exception>
    public static string EntityType(string name, int offset) => name == "Action"
        ? throw new SyntaxException(offset, "'Action' is the type of the actions; expected another name for an entity type")
        : name;
}
