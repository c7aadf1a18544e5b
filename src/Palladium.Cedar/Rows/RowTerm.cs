namespace Palladium.Cedar.Rows;

/// <summary>A value that a condition looks at. Of the kinds that columns have, sets among them.</summary>
/// <param name="Kind">The kind of the value.</param>
/// <param name="EntityType">The entity's type, or that of a set's entities.</param>
/// <param name="MayErr">Whether it may be absent, which is an error.</param>
public abstract record RowTerm(RowKind Kind, string? EntityType, bool MayErr);

/// <summary>A value that is known.</summary>
/// <param name="Value">The value, of the term's kind.</param>
/// <param name="Kind">Its kind.</param>
public sealed record RowValue(CedarValue Value, RowKind Kind) : RowTerm(Kind, (Value as CedarEntity)?.Uid.Type, MayErr: false);

/// <summary>
/// An attribute, or without columns an entity itself. Each column but the last holds the entity that the next one is of; where one of them
/// is empty, or there is no such entity, the term is absent.
/// </summary>
/// <param name="Start">The entity where the path begins; null: that of the row.</param>
/// <param name="StartType">The type of that entity.</param>
/// <param name="Columns">The way from there.</param>
public sealed record RowPath(EntityUid? Start, string StartType, IReadOnlyList<RowColumn> Columns) : RowTerm(
    Columns.Count == 0 ? RowKind.Entity : Columns[^1].Kind,
    Columns.Count == 0 ? StartType : Columns[^1].EntityType,
    (Start is not null && Columns.Count > 0) || Columns.Count > 1 || (Columns.Count == 1 && !Columns[0].IsRequired));
