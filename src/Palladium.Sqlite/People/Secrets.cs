using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Palladium.Sqlite.People;

/// <summary>
/// Secrets of 256 random bits, told apart by a prefix so that scanners and people know what they found. With that many
/// bits a plain SHA-256 is enough in the table: there is nothing to guess.
/// </summary>
internal static class Secrets
{
    public const string Session = "pls_";
    public const string Link = "pll_";
    public const string Token = "plt_";

    public static string Fresh(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public static string FreshId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
