namespace Palladium.Doctrine.Toml;

/// <summary>Where something stands in a file; both from 1.</summary>
internal readonly record struct TomlPlace(int Line, int Column);

/// <summary>
/// A value of a TOML file with its place: a string, a <see cref="long"/>, a <see cref="double"/>, a <see cref="bool"/>,
/// a list of items, or a <see cref="TomlTable"/>.
/// </summary>
/// <param name="Value">The value.</param>
/// <param name="Place">Where it stands; under a key, where the key stands.</param>
/// <param name="Text">For a string: where its first character stands, behind the quotes.</param>
internal sealed record TomlItem(object Value, TomlPlace Place, TomlPlace Text = default);
