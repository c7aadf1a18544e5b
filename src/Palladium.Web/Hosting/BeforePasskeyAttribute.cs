namespace Palladium.Web;

/// <summary>
/// On a page or endpoint that somebody reaches who must have a passkey and has none yet, on a node that requires one: the way to the
/// first passkey, and the way out.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BeforePasskeyAttribute : Attribute;
