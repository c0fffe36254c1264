namespace tenfold {
namespace TENFOLD_TARGET {}
}  // namespace tenfold
